package mapping

import "encoding/json"

// An orderedObject is an object of JSON that keeps the order of its keys.
type orderedObject []orderedMember

// addIf adds a member where there is something to add.
func (o *orderedObject) addIf(there bool, key string, value any) {
	if there {
		*o = append(*o, orderedMember{key, value})
	}
}

// MarshalJSON writes the members in order.
func (o orderedObject) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		for j, part := range []any{m.key, m.value} {
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			if j > 0 {
				b = append(b, ':')
			}
			b = append(b, text...)
		}
	}
	return append(b, '}'), nil
}

type orderedMember struct {
	key   string
	value any
}
