package job

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"example.com/otustemplate/internal/dates"
)

// A cellError says what is wrong with a value that a source scanned. Its text
// holds no cell, as that of the error behind it may.
type cellError struct {
	text string
	err  error // nil: there is none behind it
}

func (e *cellError) Error() string { return e.text }

func (e *cellError) Unwrap() error { return e.err }

// cellOf returns a scanned value as text, and the day of one that is a time.
// A time with a clock's reading is moved to zone, nil: it stays.
func cellOf(v any, zone *time.Location) (text string, day dates.Date, err error) {
	switch v := v.(type) { // what comes with every row
	case nil:
		return "", dates.Date{}, nil
	case string:
		return v, dates.Date{}, nil
	case []byte:
		return string(v), dates.Date{}, nil
	case int64:
		return strconv.FormatInt(v, 10), dates.Date{}, nil
	case float64:
		return decimal(v, 64), dates.Date{}, nil
	case bool:
		return strconv.FormatBool(v), dates.Date{}, nil
	case time.Time:
		text, day = cellOfTime(v, zone)
		return text, day, nil
	case dates.Date:
		if v.IsZero() {
			return "", dates.Date{}, nil
		}
		return v.String(), dates.Date{}, nil
	}
	known, err := standsFor(v)
	if err != nil {
		return "", dates.Date{}, err
	}
	return cellOf(known, zone)
}

// maxIndirections is how many pointers and driver.Valuers may stand before a
// value: some types lead back to themselves.
const maxIndirections = 8

// dateType is the type of a day, which a caller's own type may be in all but name.
var dateType = reflect.TypeFor[dates.Date]()

// standsFor returns what a value of a type that cellOf does not know stands for:
// a value of one that it knows.
func standsFor(v any) (any, error) {
	of := v
	for range maxIndirections {
		r := reflect.ValueOf(v)
		if !r.IsValid() || r.Kind() == reflect.Pointer && r.IsNil() {
			return nil, nil
		}
		switch of := v.(type) {
		case time.Time, dates.Date:
			return of, nil
		case driver.Valuer:
			value, err := of.Value()
			if err != nil {
				return nil, &cellError{fmt.Sprintf("a %T whose Value method fails", of), err}
			}
			v = value
			continue
		}
		if r.Kind() != reflect.Pointer {
			if r.CanConvert(dateType) {
				return r.Convert(dateType).Interface(), nil
			}
			if known, ok := ofKind(r); ok {
				return known, nil
			}
			break
		}
		v = r.Elem().Interface()
	}
	return nil, &cellError{fmt.Sprintf("a %T, which is no text, number, bool or time", of), nil}
}

// ofKind returns a value of a named type, or of a number's other sizes, as one
// that cellOf knows.
func ofKind(r reflect.Value) (known any, ok bool) {
	switch {
	case r.Kind() == reflect.String:
		return r.String(), true
	case r.Kind() == reflect.Bool:
		return r.Bool(), true
	case r.CanInt():
		return r.Int(), true
	case r.CanUint() && r.Kind() != reflect.Uintptr:
		return strconv.FormatUint(r.Uint(), 10), true
	case r.Kind() == reflect.Float32:
		return decimal(r.Float(), 32), true
	case r.Kind() == reflect.Float64:
		return r.Float(), true
	case r.Kind() == reflect.Slice && r.Type().Elem().Kind() == reflect.Uint8:
		return string(r.Bytes()), true
	}
	return nil, false
}

// decimal writes a number without an exponent: identifiers come as floats from
// some drivers, and 1e+06 is nobody's.
func decimal(f float64, bits int) string { return strconv.FormatFloat(f, 'f', -1, bits) }

// cellOfTime is the cell of a time: its day, in the zone that the mapping gives
// or else its own. Where it is moved its text keeps the time, so that a rejected
// row means the same day when it is read again. Midnight is a day without a time,
// and stays.
func cellOfTime(at time.Time, zone *time.Location) (string, dates.Date) {
	if at.IsZero() {
		return "", dates.Date{} // as some drivers read 0000-00-00
	}
	if h, m, s := at.Clock(); zone == nil || h == 0 && m == 0 && s == 0 && at.Nanosecond() == 0 {
		day := dates.Of(at)
		return day.String(), day
	}
	return at.Format(time.RFC3339Nano), dates.Of(at.In(zone))
}
