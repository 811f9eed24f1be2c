package run

// Progress says how far a run, or the load of a roster, is. It is plain data; rate and
// time left are the caller's to work out.
type Progress struct {
	Files int   // files of a roster read to their end
	Rows  int64 // rows below headers that were read
	Bytes int64 // of input read
	Total int64 // bytes of the whole input, 0 where it is not known
	Done  bool  // it has ended
}
