//go:build js && wasm

// App is the page's engine: package desk, called from the worker's JavaScript. It is
// compiled to WebAssembly by examples/web.
package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"syscall/js"
	"time"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/web/desk"
)

func main() {
	e := new(engine)
	js.Global().Set("callEngine", js.FuncOf(func(_ js.Value, args []js.Value) any { return e.call(args) }))
	select {} // the functions stay
}

// An engine is what one page works at.
type engine struct {
	kit  *desk.Kit
	desk *desk.Desk
}

// A request is the text that the page sends with the name of a method; each method
// looks at what it needs. A file comes beside it, as bytes.
type request struct {
	Name  string     `json:"name"`
	Rows  []int64    `json:"rows"`
	Order desk.Order `json:"order"`
	Take  []string   `json:"take"`
}

// call answers callEngine(method, request, file, onProgress): an object with the result
// as text, and the bytes of files, or with an error.
func (e *engine) call(args []js.Value) (answer any) {
	defer func() {
		if recover() != nil { // what it says may hold a cell
			answer = map[string]any{"error": "Something went wrong in this page. Save your work, load the page again, and tell your data person."}
		}
	}()
	var req request
	if err := json.Unmarshal([]byte(args[1].String()), &req); err != nil {
		return map[string]any{"error": err.Error()}
	}
	var file []byte
	if args[2].Truthy() {
		file = make([]byte, args[2].Get("byteLength").Int())
		js.CopyBytesToGo(file, args[2])
	}
	result, files, err := e.do(args[0].String(), req, file, args[3])
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	text, err := json.Marshal(result)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"result": string(text), "files": files}
}

// do calls the method.
func (e *engine) do(method string, req request, file []byte, onProgress js.Value) (result any, files map[string]any, err error) {
	ctx := context.Background()
	switch method {
	case "openKit":
		result, err = e.openKit(ctx, file)
		return result, nil, err
	case "exportOf":
		result, err = desk.ExportOf(file)
		return result, nil, err
	case "openFile":
		if e.kit == nil {
			return nil, nil, errors.New("open the kit first")
		}
		opened, err := e.kit.Open(ctx, req.Name, file, func(p otustemplate.Progress) {
			onProgress.Invoke(float64(p.Rows), float64(p.Bytes), float64(p.Total))
		})
		if err != nil {
			return nil, nil, err
		}
		e.desk = opened
		return opened.Overview(), nil, nil
	}
	if e.desk == nil {
		return nil, nil, errors.New("open a file first")
	}
	switch method {
	case "overview":
		return e.desk.Overview(), nil, nil
	case "rows":
		result, err = e.desk.Rows(req.Rows)
	case "apply":
		result, err = e.desk.Apply(ctx, req.Order)
	case "undo":
		result, err = e.desk.Undo(ctx)
	case "redo":
		result, err = e.desk.Redo(ctx)
	case "teachers":
		result = e.desk.Teachers()
	case "conflicts":
		result, err = e.desk.Conflicts(file)
	case "merge":
		result, err = e.desk.Merge(ctx, file, req.Take)
	case "files":
		files, err = e.files(ctx)
	default:
		err = fmt.Errorf("there is no method %s", method)
	}
	return result, files, err
}

// A kitView is what the page is told of a kit.
type kitView struct {
	Lists    map[string][]string `json:"lists"` // names in Otus to choose from, by column of the template
	Problems []string            `json:"problems"`
}

// maxNames is how many names a list has to choose from.
const maxNames = 5000

func (e *engine) openKit(ctx context.Context, file []byte) (*kitView, error) {
	files, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, errors.New("this file is not a kit. Your data person packs the kit as one zip file")
	}
	kit, err := desk.OpenKit(ctx, files)
	if err != nil {
		return nil, err
	}
	e.kit, e.desk = kit, nil
	view := &kitView{Lists: make(map[string][]string), Problems: kit.Problems}
	for column, set := range map[otustemplate.Column]*otustemplate.Set{
		otustemplate.ColRecognition: kit.Recognitions, otustemplate.ColTeacherEmail: kit.Teachers, otustemplate.ColClassName: kit.Classes,
	} {
		if set != nil {
			names := slices.Collect(set.All())
			view.Lists[column.String()] = names[:min(len(names), maxNames)]
		}
	}
	return view, nil
}

// files returns each file by its name, and all in one zip.
func (e *engine) files(ctx context.Context) (map[string]any, error) {
	all, err := e.desk.Files(ctx)
	if err != nil {
		return nil, err
	}
	packed, err := desk.Zip(all, time.Now())
	if err != nil {
		return nil, err
	}
	files := map[string]any{"all.zip": toJS(packed)}
	for _, file := range all {
		files[file.Name] = toJS(file.Data)
	}
	return files, nil
}

func toJS(data []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	return array
}
