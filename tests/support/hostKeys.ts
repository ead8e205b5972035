/** Public keys of hosts that do not exist; made with ssh-keygen, their private halves thrown away. */
export const HOST_KEYS = {
    ed25519: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDMMxrGQsk3ph9hrGyViwYn2QfTTCBsIpSxk834zkEDG",
    otherEd25519:
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEwZ6uUtz4GGz7IgD3lpLseLRt+22YMX0R7xoQPvB3Gs",
    ecdsa: "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBENNRZmvZb5Ip6I1Mk1vB+nAeIDDGkEFeQvwS6JDAta72uJa47q/llqGGiIlPY1+4kvSGFYON3cAz+yRAkXqdR0=",
    rsa: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDcY8otRgvReMosBD5P2rance9i7dTBVC0ltrFUTyFvrifO17kRFtxrj/sMp063+uiIUhQFXMGc02gEZ/V7fjxpfzO8Kyeu0uD5t4TeiHPU75BNAZhFl1F6Svd+bEOyPlEaf3m2aWS8g1Msay/INmWPCTbCyQRbn1RLGE438L8lfupkJAyxdPJQcYuxhHwS3K5UwvJogiLbPCAsDs8ZzOG98JZTpFF9+s8gghBWxy4jmXXLRuC4U5NpSkT4LkJEmbVMTDQi+NIvGWkSg8Y/gLI7rHTG/gxeDLorxnFGFPKjkN+3HmMe4ryjVYGkyhfkWnmJ/dqcdbJl/5S3rH2YA5a3",
};

/** What `ssh-keygen -H` made of the first key for 10.0.0.5. */
export const HASHED_LINE = `|1|1NoJZK0XnvNuCLECX0JA/kc7Dxw=|6U2J2TcXUYreoyskyiUQ66s+zCE= ${HOST_KEYS.ed25519}`;

/** What `ssh-keygen -H` made of the second key for port 2222 of 10.0.0.5. */
export const HASHED_PORT_LINE = `|1|vQK1JSqThKjcFMMVE16FWFgghu0=|1nP9FkWHOh2TsyGgtFZHj2AFXEI= ${HOST_KEYS.otherEd25519}`;
