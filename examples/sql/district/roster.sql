-- The roster of the same district, as the tables of its student information system
-- might hold it.
CREATE TABLE terms (id TEXT PRIMARY KEY, first_day TEXT, last_day TEXT);
CREATE TABLE people (id TEXT PRIMARY KEY, role TEXT, number TEXT, state_id TEXT, email TEXT, username TEXT, first_name TEXT, middle_name TEXT, last_name TEXT, has_left BOOLEAN);
CREATE TABLE classes (id TEXT PRIMARY KEY, title TEXT, code TEXT, type TEXT, term_id TEXT REFERENCES terms, period TEXT, has_ended BOOLEAN);
CREATE TABLE enrollments (class_id TEXT REFERENCES classes, person_id TEXT REFERENCES people, role TEXT, is_primary BOOLEAN, first_day TEXT, last_day TEXT);

INSERT INTO terms VALUES
	('y24', '2023-08-14', '2024-06-07'),
	('f23', '2023-08-14', '2023-12-22'),
	('s24', '2024-01-08', '2024-06-07');

INSERT INTO people VALUES
	('t01', 'teacher', '9001', NULL, 'a.rivera@example.org', 'arivera', 'Ana', NULL, 'Rivera', 0),
	('t02', 'teacher', '9002', NULL, 'j.okafor@example.org', 'jokafor', 'Jude', NULL, 'Okafor', 0),
	('t03', 'teacher', '9003', NULL, 'm.lee@example.org', 'mlee', 'Min', NULL, 'Lee', 0),
	('t04', 'teacher', '9004', NULL, 'D.Kowalski@example.org', 'dkowalski', 'Dana', NULL, 'Kowalski', 0),
	('t05', 'teacher', '9005', NULL, 'm.lee2@example.org', 'mlee2', 'Min', NULL, 'Lee', 0),
	('t06', 'teacher', '9006', NULL, NULL, 'sfields', 'Sam', NULL, 'Fields', 0),
	('t07', 'teacher', '9007', NULL, 'k.bauer@example.org', 'kbauer', 'Kim', NULL, 'Bauer', 1),
	('a01', 'administrator', '9100', NULL, 'p.doyle@example.org', 'pdoyle', 'Pat', NULL, 'Doyle', 0),
	('s01', 'student', '004191', '7700191', 'l.tran@example.org', 'ltran', 'Lena', NULL, 'Tran', 0),
	('s02', 'student', '004660', '7700660', NULL, 'oyilmaz', 'Omar', NULL, 'Yilmaz', 0),
	('s03', 'student', '004646', '7700646', 'jansen.family@example.org', 'mjansen', 'Malik', NULL, 'Jansen', 0),
	('s04', 'student', '004576', '7700576', 'jansen.family@example.org', 'xjansen', 'Ximena', NULL, 'Jansen', 0);

INSERT INTO classes VALUES
	('c01', 'Algebra 1', 'ALG1', 'scheduled', 'y24', '1', 0),
	('c02', 'Algebra 1', 'ALG1', 'scheduled', 'y24', '3', 0),
	('c03', 'Algebra 2', 'ALG2', 'scheduled', 'y24', '3', 0),
	('c04', 'Biology', 'BIO', 'scheduled', 'y24', '2', 0),
	('c05', 'Art – Period 3', 'ART', 'scheduled', 'f23', '3', 0),
	('c06', 'English 9', 'ENG9', 'scheduled', 'y24', '4,5', 0),
	('c07', 'Homeroom 204', 'HR', 'homeroom', 'y24', NULL, 0),
	('c08', 'World History', 'WH', 'scheduled', 'y24', '6', 0),
	('c09', 'Choir', 'CHO', 'scheduled', 'f23', '7', 1);

INSERT INTO enrollments VALUES
	('c01', 't01', 'teacher', 1, NULL, NULL),
	('c02', 't02', 'teacher', 1, NULL, NULL),
	('c03', 't01', 'teacher', 1, NULL, NULL),
	('c04', 't03', 'teacher', 1, NULL, NULL),
	('c05', 't04', 'teacher', 1, NULL, NULL),
	('c06', 't04', 'teacher', 1, NULL, NULL),
	('c06', 't02', 'teacher', 0, NULL, NULL),
	('c07', 't04', 'teacher', 0, NULL, NULL),
	('c08', 't02', 'teacher', 1, NULL, NULL),
	('c09', 't07', 'teacher', 1, NULL, NULL),
	('c01', 's01', 'student', 0, NULL, NULL),
	('c03', 's01', 'student', 0, NULL, NULL),
	('c07', 's01', 'student', 0, NULL, NULL),
	('c02', 's02', 'student', 0, NULL, NULL),
	('c08', 's02', 'student', 0, NULL, NULL),
	('c07', 's02', 'student', 0, NULL, NULL),
	('c04', 's03', 'student', 0, NULL, '2024-01-31'),
	('c06', 's03', 'student', 0, NULL, NULL),
	('c07', 's03', 'student', 0, NULL, NULL),
	('c05', 's04', 'student', 0, NULL, NULL),
	('c09', 's04', 'student', 0, NULL, NULL),
	('c04', 's04', 'student', 0, NULL, NULL);
