"""The commands of `./handrail faq`, one module each: `ABOUT`, `add_arguments` and `run`.

`run` returns the exit code: `DONE`, `BROKEN_CONTENT` or `CANNOT_RUN`. Heavy parts (models, FAISS)
are imported inside `run`, because help and `check --quick` must be instant.
"""

DONE, BROKEN_CONTENT, CANNOT_RUN = 0, 1, 2
