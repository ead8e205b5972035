/**
 * The keys of the values of each chart, and the fields of the Link, by generation of Linkerd.
 *
 * Facts of the charts linkerd-crds, linkerd-control-plane and linkerd-multicluster (values.yaml,
 * values-ha.yaml, templates/link-crd.yaml) at the tags stable-2.14.10, version-2.19 and version-2.20 of
 * github.com/linkerd/linkerd2: paths of leaves, those that stand there in comments included. Below a
 * path that ends in `*` anything may stand. A later generation is what it adds and removes.
 */
interface Step {
    readonly added: string;
    readonly removed: string;
}

/** A chart, as `chartValues` names it, or the `spec` of a Link of version v1alpha1, whose leaves are texts. */
export type Contract = "crds" | "controlPlane" | "multicluster" | "link";

const FIRST: Readonly<Record<Contract, string>> = {
    crds: `
        enableHttpRoutes`,
    controlPlane: `
        clusterDomain clusterNetworks cniEnabled commonLabels.* controlPlaneTracing
        controlPlaneTracingNamespace controllerImage controllerImageVersion controllerLogFormat
        controllerLogLevel controllerReplicas controllerResources.cpu.limit
        controllerResources.cpu.request controllerResources.memory.limit
        controllerResources.memory.request controllerUID debugContainer.image.name
        debugContainer.image.pullPolicy debugContainer.image.version
        deploymentStrategy.rollingUpdate.maxSurge
        deploymentStrategy.rollingUpdate.maxUnavailable destinationProxyResources.*
        destinationResources.cpu.limit destinationResources.cpu.request
        destinationResources.memory.limit destinationResources.memory.request disableHeartBeat
        enableEndpointSlices enableH2Upgrade enablePSP enablePodAntiAffinity
        enablePodDisruptionBudget enablePprof heartbeatResources.cpu.limit
        heartbeatResources.cpu.request heartbeatResources.memory.limit
        heartbeatResources.memory.request heartbeatSchedule highAvailability identity.externalCA
        identity.issuer.clockSkewAllowance identity.issuer.issuanceLifetime
        identity.issuer.scheme identity.issuer.tls.crtPEM identity.issuer.tls.keyPEM
        identity.kubeAPI.clientBurst identity.kubeAPI.clientQPS
        identity.serviceAccountTokenProjection identityProxyResources.*
        identityResources.cpu.limit identityResources.cpu.request identityResources.memory.limit
        identityResources.memory.request identityTrustAnchorsPEM identityTrustDomain
        imagePullPolicy imagePullSecrets.* kubeAPI.clientBurst kubeAPI.clientQPS linkerdVersion
        networkValidator.connectAddr networkValidator.enableSecurityContext
        networkValidator.listenAddr networkValidator.logFormat networkValidator.logLevel
        networkValidator.timeout nodeAffinity.* nodeSelector.kubernetes.io/os podAnnotations.*
        podLabels.* podMonitor.controller.enabled podMonitor.controller.namespaceSelector
        podMonitor.enabled podMonitor.labels.* podMonitor.proxy.enabled
        podMonitor.scrapeInterval podMonitor.scrapeTimeout podMonitor.serviceMirror.enabled
        policyController.image.name policyController.image.pullPolicy
        policyController.image.version policyController.logLevel
        policyController.probeNetworks.* policyController.resources.cpu.limit
        policyController.resources.cpu.request
        policyController.resources.ephemeral-storage.limit
        policyController.resources.ephemeral-storage.request
        policyController.resources.memory.limit policyController.resources.memory.request
        policyControllerResources.cpu.limit policyControllerResources.cpu.request
        policyControllerResources.memory.limit policyControllerResources.memory.request
        policyValidator.caBundle policyValidator.crtPEM policyValidator.externalSecret
        policyValidator.injectCaFrom policyValidator.injectCaFromSecret policyValidator.keyPEM
        policyValidator.namespaceSelector.matchExpressions.* priorityClassName
        profileValidator.caBundle profileValidator.crtPEM profileValidator.externalSecret
        profileValidator.injectCaFrom profileValidator.injectCaFromSecret
        profileValidator.keyPEM profileValidator.namespaceSelector.matchExpressions.*
        prometheusUrl proxy.await proxy.cores proxy.defaultInboundPolicy
        proxy.disableInboundProtocolDetectTimeout proxy.disableOutboundProtocolDetectTimeout
        proxy.enableExternalProfiles proxy.image.name proxy.image.pullPolicy proxy.image.version
        proxy.inboundConnectTimeout proxy.inboundDiscoveryCacheUnusedTimeout proxy.logFormat
        proxy.logLevel proxy.opaquePorts proxy.outboundConnectTimeout
        proxy.outboundDiscoveryCacheUnusedTimeout proxy.ports.admin proxy.ports.control
        proxy.ports.inbound proxy.ports.outbound proxy.requireIdentityOnInboundPorts
        proxy.resources.cpu.limit proxy.resources.cpu.request
        proxy.resources.ephemeral-storage.limit proxy.resources.ephemeral-storage.request
        proxy.resources.memory.limit proxy.resources.memory.request proxy.shutdownGracePeriod
        proxy.uid proxy.waitBeforeExitSeconds proxyInit.closeWaitTimeoutSecs
        proxyInit.ignoreInboundPorts proxyInit.ignoreOutboundPorts proxyInit.image.name
        proxyInit.image.pullPolicy proxyInit.image.version proxyInit.iptablesMode
        proxyInit.kubeAPIServerPorts proxyInit.logFormat proxyInit.logLevel proxyInit.privileged
        proxyInit.resources.cpu.limit proxyInit.resources.cpu.request
        proxyInit.resources.ephemeral-storage.limit
        proxyInit.resources.ephemeral-storage.request proxyInit.resources.memory.limit
        proxyInit.resources.memory.request proxyInit.runAsRoot proxyInit.runAsUser
        proxyInit.skipSubnets proxyInit.xtMountPath.mountPath proxyInit.xtMountPath.name
        proxyInjector.caBundle proxyInjector.crtPEM proxyInjector.externalSecret
        proxyInjector.injectCaFrom proxyInjector.injectCaFromSecret proxyInjector.keyPEM
        proxyInjector.namespaceSelector.matchExpressions.*
        proxyInjector.objectSelector.matchExpressions.* proxyInjectorProxyResources.*
        proxyInjectorResources.cpu.limit proxyInjectorResources.cpu.request
        proxyInjectorResources.memory.limit proxyInjectorResources.memory.request
        runtimeClassName spValidatorResources.cpu.limit spValidatorResources.cpu.request
        spValidatorResources.memory.limit spValidatorResources.memory.request tolerations.*
        webhookFailurePolicy`,
    multicluster: `
        commonLabels.* enablePSP enablePodAntiAffinity gateway.UID
        gateway.deploymentAnnotations.* gateway.enabled gateway.loadBalancerIP
        gateway.loadBalancerSourceRanges.* gateway.name gateway.nodePort gateway.nodeSelector.*
        gateway.pauseImage gateway.port gateway.probe.nodePort gateway.probe.path
        gateway.probe.port gateway.probe.seconds gateway.replicas gateway.serviceAnnotations.*
        gateway.serviceType gateway.terminationGracePeriodSeconds gateway.tolerations.*
        identityTrustDomain imagePullPolicy imagePullSecrets.* linkerdNamespace linkerdVersion
        namespaceMetadata.image.name namespaceMetadata.image.pullPolicy
        namespaceMetadata.image.registry namespaceMetadata.image.tag
        namespaceMetadata.nodeSelector.* namespaceMetadata.tolerations.* nodeAffinity.*
        podLabels.* proxyOutboundPort remoteMirrorServiceAccount remoteMirrorServiceAccountName`,
    link: `
        clusterCredentialsSecret gatewayAddress gatewayIdentity gatewayPort probeSpec.path
        probeSpec.period probeSpec.port remoteDiscoverySelector.matchExpressions.*
        remoteDiscoverySelector.matchLabels.* selector.matchExpressions.* selector.matchLabels.*
        targetClusterDomain targetClusterLinkerdNamespace targetClusterName`,
};

const STEPS: readonly (readonly [series: string, steps: Readonly<Record<Contract, Step>>])[] = [
    [
        "2.19",
        {
            crds: {
                added: `
                    enableTcpRoutes enableTlsRoutes installGatewayAPI`,
                removed: "",
            },
            controlPlane: {
                added: `
                    configReaders controller.podDisruptionBudget.maxUnavailable
                    controller.tracing.collector.endpoint controller.tracing.enabled
                    controllerGID destinationController.livenessProbe.timeoutSeconds
                    destinationController.meshedHttp2ClientProtobuf.keep_alive.interval.seconds
                    destinationController.meshedHttp2ClientProtobuf.keep_alive.timeout.seconds
                    destinationController.meshedHttp2ClientProtobuf.keep_alive.while_idle
                    destinationController.podAnnotations.*
                    destinationController.readinessProbe.timeoutSeconds disableIPv6
                    egress.globalEgressNetworkNamespace identity.livenessProbe.timeoutSeconds
                    identity.podAnnotations.* identity.readinessProbe.timeoutSeconds
                    networkValidator.securityContext.allowPrivilegeEscalation
                    networkValidator.securityContext.capabilities.drop.*
                    networkValidator.securityContext.readOnlyRootFilesystem
                    networkValidator.securityContext.runAsGroup
                    networkValidator.securityContext.runAsNonRoot
                    networkValidator.securityContext.runAsUser
                    networkValidator.securityContext.seccompProfile.type
                    policyController.livenessProbe.timeoutSeconds
                    policyController.readinessProbe.timeoutSeconds
                    proxy.control.streams.idleTimeout proxy.control.streams.initialTimeout
                    proxy.control.streams.lifetime proxy.enableShutdownEndpoint proxy.gid
                    proxy.inbound.server.http2.keepAliveInterval
                    proxy.inbound.server.http2.keepAliveTimeout
                    proxy.livenessProbe.initialDelaySeconds proxy.livenessProbe.timeoutSeconds
                    proxy.logHTTPHeaders proxy.metrics.hostnameLabels proxy.nativeSidecar
                    proxy.outbound.server.http2.keepAliveInterval
                    proxy.outbound.server.http2.keepAliveTimeout proxy.outboundTransportMode
                    proxy.readinessProbe.initialDelaySeconds proxy.readinessProbe.timeoutSeconds
                    proxy.runtime.workers.maximumCPURatio proxy.runtime.workers.minimum
                    proxy.securityContext.* proxy.startupProbe.failureThreshold
                    proxy.startupProbe.initialDelaySeconds proxy.startupProbe.periodSeconds
                    proxy.tracing.collector.endpoint
                    proxy.tracing.collector.meshIdentity.namespace
                    proxy.tracing.collector.meshIdentity.serviceAccountName
                    proxy.tracing.enabled proxy.tracing.labels.k8s.container.name
                    proxy.tracing.labels.k8s.pod.ip proxy.tracing.labels.k8s.pod.uid
                    proxy.tracing.traceServiceName proxyInit.runAsGroup
                    proxyInjector.livenessProbe.timeoutSeconds proxyInjector.podAnnotations.*
                    proxyInjector.readinessProbe.timeoutSeconds proxyInjector.timeoutSeconds
                    revisionHistoryLimit spValidator.livenessProbe.timeoutSeconds
                    spValidator.readinessProbe.timeoutSeconds`,
                removed: `
                    controlPlaneTracing controlPlaneTracingNamespace
                    networkValidator.enableSecurityContext policyController.image.name
                    policyController.image.pullPolicy policyController.image.version
                    policyControllerResources.cpu.limit policyControllerResources.cpu.request
                    policyControllerResources.memory.limit
                    policyControllerResources.memory.request proxyInit.resources.cpu.limit
                    proxyInit.resources.cpu.request proxyInit.resources.ephemeral-storage.limit
                    proxyInit.resources.ephemeral-storage.request
                    proxyInit.resources.memory.limit proxyInit.resources.memory.request`,
            },
            multicluster: {
                added: `
                    controllerDefaults.GID controllerDefaults.UID
                    controllerDefaults.enableHeadlessServices
                    controllerDefaults.enablePodAntiAffinity controllerDefaults.enablePprof
                    controllerDefaults.gateway.enabled controllerDefaults.gateway.probe.port
                    controllerDefaults.image.name controllerDefaults.image.pullPolicy
                    controllerDefaults.image.version controllerDefaults.logFormat
                    controllerDefaults.logLevel controllerDefaults.nodeAffinity.*
                    controllerDefaults.nodeSelector.* controllerDefaults.replicas
                    controllerDefaults.resources.* controllerDefaults.retryLimit
                    controllerDefaults.tolerations.* controllers.* createNamespaceMetadataJob
                    enableNamespaceCreation gateway.GID gateway.loadBalancerClass
                    gateway.serviceExternalTrafficPolicy localServiceMirror.GID
                    localServiceMirror.UID localServiceMirror.enablePprof
                    localServiceMirror.excludedAnnotations localServiceMirror.excludedLabels
                    localServiceMirror.federatedServiceSelector localServiceMirror.image.name
                    localServiceMirror.image.pullPolicy localServiceMirror.image.version
                    localServiceMirror.logFormat localServiceMirror.logLevel
                    localServiceMirror.replicas localServiceMirror.resources.*
                    localServiceMirror.serviceMirrorRetryLimit podAnnotations.*
                    revisionHistoryLimit`,
                removed: "",
            },
            link: {
                added: `
                    probeSpec.failureThreshold probeSpec.timeout`,
                removed: "",
            },
        },
    ],
    [
        "2.20",
        {
            crds: {
                added: "",
                removed: "",
            },
            controlPlane: {
                added: `
                    podMonitor.controller.honorTimestamps podMonitor.proxy.honorTimestamps
                    podMonitor.serviceMirror.honorTimestamps`,
                removed: `
                    proxyInit.image.name proxyInit.image.pullPolicy proxyInit.image.version`,
            },
            multicluster: {
                added: `
                    gateway.healthCheckNodePort`,
                removed: "",
            },
            link: {
                added: "",
                removed: "",
            },
        },
    ],
];

function words(text: string): string[] {
    return text.split(/\s+/).filter((word) => word !== "");
}

/** The paths that a chart or a Link of this generation knows. */
export function knownPaths(contract: Contract, series: string): readonly string[] {
    let known = words(FIRST[contract]);
    if (series === "2.14") return known;
    for (const [later, steps] of STEPS) {
        const { added, removed } = steps[contract];
        known = [...known.filter((path) => !words(removed).includes(path)), ...words(added)];
        if (later === series) return known;
    }
    throw new Error(`no facts of Linkerd ${series}`);
}
