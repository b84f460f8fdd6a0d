"""The front door: Project, pipeline, engines, command line."""
