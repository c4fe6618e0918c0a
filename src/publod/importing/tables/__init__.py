"""Tables: rows of CSV and Excel, the mapping of their columns, and a first proposal of one."""
