// Package housetest holds no code of its own: its tests make sure that the rooms
// of the library are as they were drawn, and that whoever adds a check has put
// each of its parts where it belongs.
//
// CONTRIBUTING.md says which room is for what.
package housetest
