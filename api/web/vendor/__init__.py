"""What the pages take from others, by name, version and digest, copied into `static/vendor/`.

`package.json` names the exact versions, `package-lock.json` their digests and no address;
`left_out.txt` names the components of Tabler that no page draws. After changing one of them run
`python -m api.web.vendor`, which needs npm; the copies are committed, so that serving, testing
and installing need neither npm nor a network.
"""
