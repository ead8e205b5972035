import { LOADER_FILE } from "./names";

/** The systemd unit that loads the rules at boot. */
export const SYSTEMD_UNIT = `# Written by Pulumi, which overwrites changes.
[Unit]
Description=Routes to the Linkerd gateways of other clusters
# netfilter-persistent, nftables and ufw replace whole tables at boot, before this target.
After=network-pre.target
# kubelet starts kube-proxy and Calico, which leave chains of others alone, and the pods that send.
Before=kubelet.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/bash ${LOADER_FILE}
# kubelet waits for no longer than this.
TimeoutStartSec=60

[Install]
WantedBy=multi-user.target
`;
