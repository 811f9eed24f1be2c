package dates_test

import (
	"time"

	"example.com/otustemplate/internal/dates"
)

// day is the date that most tests mean.
var day = dates.Date{Year: 2023, Month: time.September, Day: 14}
