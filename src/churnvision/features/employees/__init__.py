"""The workforce, effective-dated: employees, org units, attributes, employments."""
