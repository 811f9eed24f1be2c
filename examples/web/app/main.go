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
	"runtime/debug"
	"slices"
	"syscall/js"
	"time"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/web/desk"
)

func main() {
	debug.SetMemoryLimit(memory)
	e := new(engine)
	js.Global().Set("callEngine", js.FuncOf(func(_ js.Value, args []js.Value) any { return e.call(args) }))
	select {} // the functions stay
}

// memory is how much the garbage collector lets the engine take before it works harder: a
// tab never gives memory back.
const memory = 300 << 20

// An engine is what one page works at.
type engine struct {
	kit  *desk.Kit
	desk *desk.Desk
	name string // of the file on the desk
	file []byte
}

// A request is the text that the page sends with the name of a method; each method
// looks at what it needs. A file comes beside it, as bytes.
type request struct {
	Name  string     `json:"name"`
	Rows  []int64    `json:"rows"`
	Order desk.Order `json:"order"`
	Take  []string   `json:"take"`
	Kind  string     `json:"kind"`
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
	progress := func(p otustemplate.Progress) { args[3].Invoke(float64(p.Rows), float64(p.Bytes), float64(p.Total)) }
	result, err := e.do(args[0].String(), req, file, progress)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	if data, ok := result.([]byte); ok {
		return map[string]any{"file": toJS(data)}
	}
	text, err := json.Marshal(result)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"result": string(text)}
}

// do calls the method. Its result is the bytes of a file, or goes to the page as JSON.
func (e *engine) do(method string, req request, file []byte, progress func(otustemplate.Progress)) (result any, err error) {
	ctx := context.Background()
	switch method {
	case "ready":
		return true, nil
	case "openKit":
		return e.openKit(ctx, file)
	case "exportOf":
		return desk.ExportOf(file)
	case "openFile":
		return e.openFile(ctx, req.Name, file, progress)
	}
	if e.desk == nil {
		return nil, errors.New("open a file first")
	}
	switch method {
	case "overview":
		return e.desk.Overview(), nil
	case "rows":
		return e.desk.Rows(req.Rows)
	case "rowsOf":
		return e.desk.RowsOf(req.Kind, req.Rows), nil
	case "sign":
		e.desk.Sign(req.Name)
		return true, nil
	case "apply":
		return list(e.desk.Apply(ctx, req.Order))
	case "undo":
		return list(e.desk.Undo(ctx))
	case "redo":
		return list(e.desk.Redo(ctx))
	case "teachers":
		return e.desk.Teachers(), nil
	case "conflicts":
		return e.desk.Conflicts(file)
	case "merge":
		return list(e.desk.Merge(ctx, file, req.Take))
	case "save":
		return e.save(ctx, req.Name, progress)
	}
	return nil, fmt.Errorf("there is no method %s", method)
}

// list returns rows so that JSON has a list of them, if there are none too.
func list(rows []int64, err error) ([]int64, error) {
	if rows == nil {
		rows = []int64{}
	}
	return rows, err
}

// openFile puts a file on the desk.
func (e *engine) openFile(ctx context.Context, name string, file []byte, progress func(otustemplate.Progress)) (any, error) {
	if e.kit == nil {
		return nil, errors.New("open the kit first")
	}
	opened, err := e.kit.Open(ctx, name, file, progress)
	if err != nil {
		return nil, err
	}
	e.desk, e.name, e.file = opened, name, file
	return opened.Overview(), nil
}

// A kitView is what the page is told of a kit.
type kitView struct {
	Lists    map[string][]string `json:"lists"` // names in Otus to choose from, by column of the template
	Problems []string            `json:"problems"`
	Open     *desk.Overview      `json:"open"` // of the file that was on the desk, and is checked with this kit now; or nil
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
		return nil, fmt.Errorf("this kit cannot be used. Tell your data person what is wrong with it: %w", err)
	}
	view := &kitView{Lists: make(map[string][]string), Problems: kit.Problems}
	if e.desk != nil { // the corrections stay
		reopened, err := kit.Reopen(ctx, e.desk, e.name, e.file)
		if err != nil {
			return nil, err
		}
		o := reopened.Overview()
		e.desk, view.Open = reopened, &o
	}
	e.kit = kit
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

// allFiles is the name of all files in one.
const allFiles = "all.zip"

// save returns the file of that name.
func (e *engine) save(ctx context.Context, name string, progress func(otustemplate.Progress)) (any, error) {
	files, err := e.desk.Files(ctx, progress)
	if err != nil {
		return nil, err
	}
	if name == allFiles {
		return desk.Zip(files, time.Now())
	}
	for _, file := range files {
		if file.Name == name {
			return file.Data, nil
		}
	}
	return nil, fmt.Errorf("there is no file %s", name)
}

func toJS(data []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	return array
}
