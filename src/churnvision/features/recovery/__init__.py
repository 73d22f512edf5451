"""Recovery as the application shows it: state, alerts, figures, and its journal in the audit trail."""
