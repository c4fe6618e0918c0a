"""Pages of records: publications, agents, concepts and works, and their other formats."""
