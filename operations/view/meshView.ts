import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../stacks/configuration/types/plainConfig";
import type { CloudFailure, CloudView } from "../../stacks/survey/cloudView";
import type { StackOutputs } from "../stack/pulumiOutput";
import type { CredentialsView } from "./credentialsView";
import type { GatewayProbe } from "./gatewayProbe";
import type { KubernetesView } from "./kubernetesView";
import type { ServingCertificate } from "./servingCertificate";
import type { RequestFailure } from "../../stacks/survey/requestFailure";
import type { Failure, Look } from "../../stacks/survey/look";
import type { NodeFailure, NodeView, ReachFailure } from "./nodeView";

/** Everything that was seen of a mesh at one time. Layers read nothing else: no clock, no network. */
export interface MeshView {
    /** Name of the stack. */
    readonly stack: string;
    /** Whether the question is if `pulumi up` can succeed, not if the mesh works. */
    readonly pre: boolean;
    readonly now: Date;
    readonly config: PlainMeshConfig;
    /** Outputs of the stack; absent where nothing is up. */
    readonly outputs?: StackOutputs;
    /** In the order of the configuration. */
    readonly clusters: readonly ClusterView[];
}

/** What was seen of one cluster. */
export interface ClusterView {
    readonly config: PlainClusterConfig;
    readonly kubernetes: Look<KubernetesView, RequestFailure>;
    /** What its API server shows, asked from this machine. */
    readonly servingCertificate: Look<ServingCertificate>;
    /** Absent where the cluster has no OpenStack part. */
    readonly cloud?: Look<CloudView, CloudFailure>;
    /** Over SSH, by the node's name; skipped nodes and clusters without SSH access are absent. */
    readonly nodes: ReadonlyMap<string, Look<NodeView, NodeFailure>>;
    /**
     * By the name of each cluster that this one has a link to: whether that cluster's API server
     * (`apiServer`) answers a connection that starts on a node of this one. `seen` is the node that
     * was dialled from; absent without SSH access.
     */
    readonly reach: ReadonlyMap<string, Look<{ readonly node: string }, ReachFailure>>;
    /** By the name of each cluster that this one has a link to: the Link's own credentials there. */
    readonly credentials: ReadonlyMap<string, Look<CredentialsView>>;
    /** By the name of each such cluster: whether its gateway answers the probes of the service mirror. */
    readonly gatewayAlive: ReadonlyMap<string, GatewayProbe | Failure>;
}
