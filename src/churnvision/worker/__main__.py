"""The entry of `python -m churnvision.worker`."""

if __name__ == "__main__":
    # Loaded here only: a child process of the worker imports this module again and needs none of it.
    from churnvision.worker.running import main

    main()
