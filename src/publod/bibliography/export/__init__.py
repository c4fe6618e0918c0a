"""The crosswalk: one publication in the formats of libraries.

What the formats share is decided once, in the modules named for what they decide (`titles`,
`names`, `dates`, `languages`, `subjects`, `kinds`, `relations`, `identifiers`, `rights`). Each
format is one module that reads like its column in docs/crosswalk.md. All are listed in `registry`.
"""
