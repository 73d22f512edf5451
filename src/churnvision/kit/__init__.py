"""What every other part may use: settings, database, errors, logging, access, jobs, clock."""
