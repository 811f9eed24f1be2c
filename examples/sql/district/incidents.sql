-- The incidents of a made-up district, as a discipline tracker might keep them:
-- numbers as numbers, so that their zeros are gone, staff by name, no class.
CREATE TABLE staff (id INTEGER PRIMARY KEY, last_name TEXT, first_name TEXT);
CREATE TABLE incidents (
	id             INTEGER PRIMARY KEY,
	student_number INTEGER,
	staff_id       INTEGER REFERENCES staff,
	code           TEXT,
	happened_at    DATETIME,
	period         INTEGER,
	details        TEXT,
	role           TEXT,
	voided         BOOLEAN
);

INSERT INTO staff VALUES
	(1, 'Rivera', 'Ana'),
	(2, 'Okafor', 'Jude'),
	(3, 'Lee', 'Min'),
	(4, 'Kowalski', 'Dana');

INSERT INTO incidents VALUES
	(501, 4191, 1, 'TECH',  '2023-10-02 10:15:00', 3,    'Games, not "fractions"',     'Offender', 0),
	(502, 4191, 1, 'TARDY', '2023-10-03 08:05:00', NULL, 'No period noted',            'Offender', 0),
	(503, 4646, 2, 'COOP',  '2023-10-03 11:40:00', 4,    'Led the group',              'Offender', 0),
	(504, 4576, 4, 'TARDY', '2023-10-04 10:01:00', 3,    NULL,                         'Offender', 0),
	(505, 4660, 2, 'TARDY', '2023-10-04 10:02:00', 3,    'Two minutes',                'Victim',   0),
	(506, 4660, 2, 'TARDY', '2023-10-05 13:31:00', 6,    'Entered by mistake',         'Offender', 1),
	(507, 4646, 3, 'TARDY', '2023-10-05 09:02:00', 2,    'Two teachers of this name',  'Offender', 0),
	(508, 4191, 2, 'TARDY', '2023-10-06 12:00:00', NULL, 'In the hallway',             'Offender', 0);
