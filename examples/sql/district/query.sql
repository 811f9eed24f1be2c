SELECT student_number, last_name || ', ' || first_name AS reported_by, code, happened_at, period, details, role, voided
FROM incidents LEFT JOIN staff ON staff.id = incidents.staff_id
ORDER BY incidents.id
