// Package csvrow turns text into rows of cells, with their places, and back.
package csvrow
