/** What kube-proxy, Calico and an operator have in the tables of a node, with counters. */
export const OTHER_RULES = `*nat
:PREROUTING ACCEPT [7:420]
:INPUT ACCEPT [3:180]
:OUTPUT ACCEPT [11:660]
:POSTROUTING ACCEPT [13:780]
:KUBE-MARK-MASQ - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-SEP-N4G2XR5TDX7PQE7P - [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-SVC-NPX46M4PTMTKRN6Y - [0:0]
:cali-PREROUTING - [0:0]
:cali-fip-dnat - [0:0]
[5:300] -A PREROUTING -m comment --comment "cali:6gwbT8clXdHdC1b1" -j cali-PREROUTING
[5:300] -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
[2:120] -A PREROUTING -d 198.51.100.9/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.0.0.9:80
[9:540] -A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
[1:60] -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
[1:60] -A KUBE-SEP-N4G2XR5TDX7PQE7P -s 203.0.113.11/32 -m comment --comment "default/kubernetes:https" -j KUBE-MARK-MASQ
[4:240] -A KUBE-SEP-N4G2XR5TDX7PQE7P -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 203.0.113.11:6443
[4:240] -A KUBE-SERVICES -d 10.233.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-NPX46M4PTMTKRN6Y
[1:60] -A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
[4:240] -A KUBE-SVC-NPX46M4PTMTKRN6Y -m comment --comment "default/kubernetes:https -> 203.0.113.11:6443" -j KUBE-SEP-N4G2XR5TDX7PQE7P
[5:300] -A cali-PREROUTING -m comment --comment "cali:r6XmIziWUJsdOK6Z" -j cali-fip-dnat
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
[6:360] -A INPUT -p tcp -m tcp --dport 22 -m comment --comment "operator's own" -j ACCEPT
[0:0] -A FORWARD -d 192.168.0.0/16 -p tcp -j REJECT --reject-with tcp-reset
COMMIT
`;
