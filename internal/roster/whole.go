package roster

import (
	"slices"

	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/textindex"
)

// AllIdentifiers returns every identifier of the person, of whatever kind and in
// every account, each once.
func (r *Roster) AllIdentifiers(p Person) (ids []string) {
	all := &r.Accounts
	fields := append([]*textindex.Field{all.sourcedID, all.identifier, all.username, all.Address}, all.userIDs...)
	for a := range r.AccountsOf(p) {
		for _, f := range fields {
			if id := f.Text(a); id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// AllNames returns the names of the person, as every account has them.
func (r *Roster) AllNames(p Person) []mention.Name { return r.appendNames(nil, p) }
