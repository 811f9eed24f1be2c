package job

// takePlain takes a row with nothing to say about it. If it turns out that it repeats
// another one or is of its key, or if the Writer has more to do than to take it, it is
// read again as one that was made: so what is told then, and what a failed write means,
// is said in one place.
func (t *taking) takePlain(row *builtRow) error {
	w := t.build
	good := row.kind == builtGood
	var record []byte
	var keyed keyedRow
	if good && t.hasDoubt() {
		return t.takeDoubted(row)
	}
	if good {
		record, t.out = t.found.out[t.out:row.out], int(row.out)
		t.clean++
		t.value += len(t.found.watching)
		var repeats bool
		keyed, repeats = t.nextKeyed()
		roomy := w.dst.Rows.HasRoom(len(record))
		if w.repeated {
			hash := t.nextHash()
			w.expect(t.base.Offset + int64(row.start))
			repeats = roomy && (repeats || w.finder.Repeated(hash, t.base.Row+t.rows()))
		}
		if !roomy || repeats {
			t.found.names.Skip(len(w.unset))
			return t.takeAgain(row)
		}
	}
	if err := w.tick(1); err != nil {
		return err
	}
	if err := w.tellBlanks(); err != nil {
		return err
	}
	w.counts.Read++
	w.c.CleanRows(1)
	if !good {
		w.counts.LeftOut++
		return nil
	}
	w.counts.Records++
	w.counts.Written++
	if keyed.has {
		w.keyed[keyed.key] = firstRow{keyed, t.base.Row + t.rows()}
	}
	values := t.found.values[t.value-len(t.found.watching) : t.value]
	for i, at := range t.found.watching {
		w.watched[at].AddText(t.block.Text[values[i].Start:values[i].End])
	}
	if len(w.unset) > 0 {
		w.c.Summary.AddNames(w.unset, &t.found.names)
	}
	t.found.clean[t.found.taken] = t.found.clean[t.clean-1]
	t.found.taken++
	t.notePlain(row)
	return w.dst.Rows.WriteRow(record)
}

// takeAgain takes a row that was not made as one that was.
func (t *taking) takeAgain(row *builtRow) error {
	t.previous.settle(t.build)
	t.again.Again(t.block.Text, int(row.start), t.block.Last)
	own := t.again.decode()
	own.Position = t.position(row)
	maker, found := t.makers[0], &t.scratch
	found.reset()
	maker.found = found
	if !maker.make(own) {
		return t.ctx.Err()
	}
	again := taking{build: t.build, block: t.block, found: found}
	return again.takeMade(&found.made[0])
}
