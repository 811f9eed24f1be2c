package mention

// FindWithoutGlance is what Find must agree with.
func (t *Topics) FindWithoutGlance(text string) Topic { return t.find(text) }
