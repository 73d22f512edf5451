"""ChurnVision Enterprise."""
