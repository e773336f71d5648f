"""What customers ask, and what comes of it: signals kept without personal data, usage, gaps.

The way through it: `signals` checks what the gateway tells, `intake` masks it (`masking`,
`finders`), `store` keeps it, `clusters` finds what belongs together, `gaps` says which of it the
content does not answer, `draft` begins the missing entry, `insight` holds them together, `routes`
answers requests.
"""
