/**
 * The structs that the server keeps Pods, volumes and versions of custom resources in, which its
 * messages print: `field:JSON name:kind:type`, the name empty where the struct is embedded. Kinds:
 * pointer, list, map, text, boolean, number (i), struct (o), anything. Made by
 * tests/cluster/kubernetes/structs from the server's own types.
 */
export const structs: Readonly<Record<string, string>> = {
  AWSElasticBlockStoreVolumeSource:
    "VolumeID:volumeID:s: FSType:fsType:s: Partition:partition:i: ReadOnly:readOnly:b:",
  Affinity:
    "NodeAffinity:nodeAffinity:p:NodeAffinity PodAffinity:podAffinity:p:PodAffinity PodAntiAffinity:podAntiAffinity:p:PodAntiAffinity",
  AppArmorProfile: "Type:type:s: LocalhostProfile:localhostProfile:p:",
  AzureDiskVolumeSource:
    "DiskName:diskName:s: DataDiskURI:diskURI:s: CachingMode:cachingMode:p: FSType:fsType:p: ReadOnly:readOnly:p: Kind:kind:p:",
  AzureFilePersistentVolumeSource:
    "SecretName:secretName:s: ShareName:shareName:s: ReadOnly:readOnly:b: SecretNamespace:secretNamespace:p:",
  AzureFileVolumeSource: "SecretName:secretName:s: ShareName:shareName:s: ReadOnly:readOnly:b:",
  CSIPersistentVolumeSource:
    "Driver:driver:s: VolumeHandle:volumeHandle:s: ReadOnly:readOnly:b: FSType:fsType:s: VolumeAttributes:volumeAttributes:m: ControllerPublishSecretRef:controllerPublishSecretRef:p:SecretReference NodeStageSecretRef:nodeStageSecretRef:p:SecretReference NodePublishSecretRef:nodePublishSecretRef:p:SecretReference ControllerExpandSecretRef:controllerExpandSecretRef:p:SecretReference NodeExpandSecretRef:nodeExpandSecretRef:p:SecretReference",
  CSIVolumeSource:
    "Driver:driver:s: ReadOnly:readOnly:p: FSType:fsType:p: VolumeAttributes:volumeAttributes:m: NodePublishSecretRef:nodePublishSecretRef:p:LocalObjectReference",
  Capabilities: "Add:add:l: Drop:drop:l:",
  CephFSPersistentVolumeSource:
    "Monitors:monitors:l: Path:path:s: User:user:s: SecretFile:secretFile:s: SecretRef:secretRef:p:SecretReference ReadOnly:readOnly:b:",
  CephFSVolumeSource:
    "Monitors:monitors:l: Path:path:s: User:user:s: SecretFile:secretFile:s: SecretRef:secretRef:p:LocalObjectReference ReadOnly:readOnly:b:",
  CinderPersistentVolumeSource:
    "VolumeID:volumeID:s: FSType:fsType:s: ReadOnly:readOnly:b: SecretRef:secretRef:p:SecretReference",
  CinderVolumeSource:
    "VolumeID:volumeID:s: FSType:fsType:s: ReadOnly:readOnly:b: SecretRef:secretRef:p:LocalObjectReference",
  ClusterTrustBundleProjection:
    "Name:name:p: SignerName:signerName:p: LabelSelector:labelSelector:p: Optional:optional:p: Path:path:s:",
  ConfigMapEnvSource: "LocalObjectReference::o:LocalObjectReference Optional:optional:p:",
  ConfigMapKeySelector:
    "LocalObjectReference::o:LocalObjectReference Key:key:s: Optional:optional:p:",
  ConfigMapProjection:
    "LocalObjectReference::o:LocalObjectReference Items:items:l:KeyToPath Optional:optional:p:",
  ConfigMapVolumeSource:
    "LocalObjectReference::o:LocalObjectReference Items:items:l:KeyToPath DefaultMode:defaultMode:p: Optional:optional:p:",
  Container:
    "Name:name:s: Image:image:s: Command:command:l: Args:args:l: WorkingDir:workingDir:s: Ports:ports:l:ContainerPort EnvFrom:envFrom:l:EnvFromSource Env:env:l:EnvVar Resources:resources:o:ResourceRequirements ResizePolicy:resizePolicy:l:ContainerResizePolicy RestartPolicy:restartPolicy:p: RestartPolicyRules:restartPolicyRules:l:ContainerRestartRule VolumeMounts:volumeMounts:l:VolumeMount VolumeDevices:volumeDevices:l:VolumeDevice LivenessProbe:livenessProbe:p:Probe ReadinessProbe:readinessProbe:p:Probe StartupProbe:startupProbe:p:Probe Lifecycle:lifecycle:p:Lifecycle TerminationMessagePath:terminationMessagePath:s: TerminationMessagePolicy:terminationMessagePolicy:s: ImagePullPolicy:imagePullPolicy:s: SecurityContext:securityContext:p:SecurityContext Stdin:stdin:b: StdinOnce:stdinOnce:b: TTY:tty:b:",
  ContainerPort:
    "Name:name:s: HostPort:hostPort:i: ContainerPort:containerPort:i: Protocol:protocol:s: HostIP:hostIP:s:",
  ContainerResizePolicy: "ResourceName:resourceName:s: RestartPolicy:restartPolicy:s:",
  ContainerRestartRule: "Action:action:s: ExitCodes:exitCodes:p:ContainerRestartRuleOnExitCodes",
  ContainerRestartRuleOnExitCodes: "Operator:operator:s: Values:values:l:",
  CustomResourceColumnDefinition:
    "Name:name:s: Type:type:s: Format:format:s: Description:description:s: Priority:priority:i: JSONPath:jsonPath:s:",
  CustomResourceDefinitionVersion:
    "Name:name:s: Served:served:b: Storage:storage:b: Deprecated:deprecated:b: DeprecationWarning:deprecationWarning:p: Schema:schema:p:CustomResourceValidation Subresources:subresources:p:CustomResourceSubresources AdditionalPrinterColumns:additionalPrinterColumns:l:CustomResourceColumnDefinition SelectableFields:selectableFields:l:SelectableField",
  CustomResourceSubresourceScale:
    "SpecReplicasPath:specReplicasPath:s: StatusReplicasPath:statusReplicasPath:s: LabelSelectorPath:labelSelectorPath:p:",
  CustomResourceSubresourceStatus: "",
  CustomResourceSubresources:
    "Status:status:p:CustomResourceSubresourceStatus Scale:scale:p:CustomResourceSubresourceScale",
  CustomResourceValidation: "OpenAPIV3Schema:openAPIV3Schema:p:JSONSchemaProps",
  DownwardAPIProjection: "Items:items:l:DownwardAPIVolumeFile",
  DownwardAPIVolumeFile:
    "Path:path:s: FieldRef:fieldRef:p:ObjectFieldSelector ResourceFieldRef:resourceFieldRef:p:ResourceFieldSelector Mode:mode:p:",
  DownwardAPIVolumeSource: "Items:items:l:DownwardAPIVolumeFile DefaultMode:defaultMode:p:",
  EmptyDirVolumeSource: "Medium:medium:s: SizeLimit:sizeLimit:p:Quantity",
  EnvFromSource:
    "Prefix:prefix:s: ConfigMapRef:configMapRef:p:ConfigMapEnvSource SecretRef:secretRef:p:SecretEnvSource",
  EnvVar: "Name:name:s: Value:value:s: ValueFrom:valueFrom:p:EnvVarSource",
  EnvVarSource:
    "FieldRef:fieldRef:p:ObjectFieldSelector ResourceFieldRef:resourceFieldRef:p:ResourceFieldSelector ConfigMapKeyRef:configMapKeyRef:p:ConfigMapKeySelector SecretKeyRef:secretKeyRef:p:SecretKeySelector FileKeyRef:fileKeyRef:p:FileKeySelector",
  EphemeralContainer:
    "EphemeralContainerCommon::o:EphemeralContainerCommon TargetContainerName:targetContainerName:s:",
  EphemeralContainerCommon:
    "Name:name:s: Image:image:s: Command:command:l: Args:args:l: WorkingDir:workingDir:s: Ports:ports:l:ContainerPort EnvFrom:envFrom:l:EnvFromSource Env:env:l:EnvVar Resources:resources:o:ResourceRequirements ResizePolicy:resizePolicy:l:ContainerResizePolicy RestartPolicy:restartPolicy:p: RestartPolicyRules:restartPolicyRules:l:ContainerRestartRule VolumeMounts:volumeMounts:l:VolumeMount VolumeDevices:volumeDevices:l:VolumeDevice LivenessProbe:livenessProbe:p:Probe ReadinessProbe:readinessProbe:p:Probe StartupProbe:startupProbe:p:Probe Lifecycle:lifecycle:p:Lifecycle TerminationMessagePath:terminationMessagePath:s: TerminationMessagePolicy:terminationMessagePolicy:s: ImagePullPolicy:imagePullPolicy:s: SecurityContext:securityContext:p:SecurityContext Stdin:stdin:b: StdinOnce:stdinOnce:b: TTY:tty:b:",
  EphemeralVolumeSource: "VolumeClaimTemplate:volumeClaimTemplate:p:PersistentVolumeClaimTemplate",
  ExecAction: "Command:command:l:",
  ExternalDocumentation: "Description:description:s: URL:url:s:",
  FCVolumeSource:
    "TargetWWNs:targetWWNs:l: Lun:lun:p: FSType:fsType:s: ReadOnly:readOnly:b: WWIDs:wwids:l:",
  FileKeySelector: "VolumeName:volumeName:s: Path:path:s: Key:key:s: Optional:optional:p:",
  FlexPersistentVolumeSource:
    "Driver:driver:s: FSType:fsType:s: SecretRef:secretRef:p:SecretReference ReadOnly:readOnly:b: Options:options:m:",
  FlexVolumeSource:
    "Driver:driver:s: FSType:fsType:s: SecretRef:secretRef:p:LocalObjectReference ReadOnly:readOnly:b: Options:options:m:",
  FlockerVolumeSource: "DatasetName:datasetName:s: DatasetUUID:datasetUUID:s:",
  GCEPersistentDiskVolumeSource:
    "PDName:pdName:s: FSType:fsType:s: Partition:partition:i: ReadOnly:readOnly:b:",
  GRPCAction: "Port:port:i: Service:service:p:",
  GitRepoVolumeSource: "Repository:repository:s: Revision:revision:s: Directory:directory:s:",
  GlusterfsPersistentVolumeSource:
    "EndpointsName:endpoints:s: Path:path:s: ReadOnly:readOnly:b: EndpointsNamespace:endpointsNamespace:p:",
  GlusterfsVolumeSource: "EndpointsName:endpoints:s: Path:path:s: ReadOnly:readOnly:b:",
  HTTPGetAction:
    "Path:path:s: Port:port:o:IntOrString Host:host:s: Scheme:scheme:s: HTTPHeaders:httpHeaders:l:HTTPHeader",
  HTTPHeader: "Name:name:s: Value:value:s:",
  HostAlias: "IP:ip:s: Hostnames:hostnames:l:",
  HostPathVolumeSource: "Path:path:s: Type:type:p:",
  ISCSIPersistentVolumeSource:
    "TargetPortal:targetPortal:s: IQN:iqn:s: Lun:lun:i: ISCSIInterface:iscsiInterface:s: FSType:fsType:s: ReadOnly:readOnly:b: Portals:portals:l: DiscoveryCHAPAuth:chapAuthDiscovery:b: SessionCHAPAuth:chapAuthSession:b: SecretRef:secretRef:p:SecretReference InitiatorName:initiatorName:p:",
  ISCSIVolumeSource:
    "TargetPortal:targetPortal:s: IQN:iqn:s: Lun:lun:i: ISCSIInterface:iscsiInterface:s: FSType:fsType:s: ReadOnly:readOnly:b: Portals:portals:l: DiscoveryCHAPAuth:chapAuthDiscovery:b: SessionCHAPAuth:chapAuthSession:b: SecretRef:secretRef:p:LocalObjectReference InitiatorName:initiatorName:p:",
  ImageVolumeSource: "Reference:reference:s: PullPolicy:pullPolicy:s:",
  JSONSchemaProps:
    "ID:id:s: Schema:$schema:s: Ref:$ref:p: Description:description:s: Type:type:s: Nullable:nullable:b: Format:format:s: Title:title:s: Default:default:p: Maximum:maximum:p: ExclusiveMaximum:exclusiveMaximum:b: Minimum:minimum:p: ExclusiveMinimum:exclusiveMinimum:b: MaxLength:maxLength:p: MinLength:minLength:p: Pattern:pattern:s: MaxItems:maxItems:p: MinItems:minItems:p: UniqueItems:uniqueItems:b: MultipleOf:multipleOf:p: Enum:enum:l: MaxProperties:maxProperties:p: MinProperties:minProperties:p: Required:required:l: Items:items:p:JSONSchemaPropsOrArray AllOf:allOf:l:JSONSchemaProps OneOf:oneOf:l:JSONSchemaProps AnyOf:anyOf:l:JSONSchemaProps Not:not:p:JSONSchemaProps Properties:properties:m:JSONSchemaProps AdditionalProperties:additionalProperties:p:JSONSchemaPropsOrBool PatternProperties:patternProperties:m:JSONSchemaProps Dependencies:dependencies:m:JSONSchemaPropsOrStringArray AdditionalItems:additionalItems:p:JSONSchemaPropsOrBool Definitions:definitions:m:JSONSchemaProps ExternalDocs:externalDocs:p:ExternalDocumentation Example:example:p: XPreserveUnknownFields:x-kubernetes-preserve-unknown-fields:p: XEmbeddedResource:x-kubernetes-embedded-resource:b: XIntOrString:x-kubernetes-int-or-string:b: XListMapKeys:x-kubernetes-list-map-keys:l: XListType:x-kubernetes-list-type:p: XMapType:x-kubernetes-map-type:p: XValidations:x-kubernetes-validations:l:ValidationRule",
  JSONSchemaPropsOrArray:
    "Schema:schema:p:JSONSchemaProps JSONSchemas:jSONSchemas:l:JSONSchemaProps",
  JSONSchemaPropsOrBool: "Allows:allows:b: Schema:schema:p:JSONSchemaProps",
  JSONSchemaPropsOrStringArray: "Schema:schema:p:JSONSchemaProps Property:property:l:",
  KeyToPath: "Key:key:s: Path:path:s: Mode:mode:p:",
  Lifecycle:
    "PostStart:postStart:p:LifecycleHandler PreStop:preStop:p:LifecycleHandler StopSignal:stopSignal:p:",
  LifecycleHandler:
    "Exec:exec:p:ExecAction HTTPGet:httpGet:p:HTTPGetAction TCPSocket:tcpSocket:p:TCPSocketAction Sleep:sleep:p:SleepAction",
  LocalObjectReference: "Name:name:s:",
  LocalVolumeSource: "Path:path:s: FSType:fsType:p:",
  NFSVolumeSource: "Server:server:s: Path:path:s: ReadOnly:readOnly:b:",
  NodeAffinity:
    "RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:p:NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:l:PreferredSchedulingTerm",
  NodeSelector: "NodeSelectorTerms:nodeSelectorTerms:l:NodeSelectorTerm",
  NodeSelectorRequirement: "Key:key:s: Operator:operator:s: Values:values:l:",
  NodeSelectorTerm:
    "MatchExpressions:matchExpressions:l:NodeSelectorRequirement MatchFields:matchFields:l:NodeSelectorRequirement",
  ObjectFieldSelector: "APIVersion:apiVersion:s: FieldPath:fieldPath:s:",
  ObjectReference:
    "Kind:kind:s: Namespace:namespace:s: Name:name:s: UID:uid:s: APIVersion:apiVersion:s: ResourceVersion:resourceVersion:s: FieldPath:fieldPath:s:",
  PersistentVolumeClaimSpec:
    "AccessModes:accessModes:l: Selector:selector:p: Resources:resources:o:VolumeResourceRequirements VolumeName:volumeName:s: StorageClassName:storageClassName:p: VolumeMode:volumeMode:p: DataSource:dataSource:p:TypedLocalObjectReference DataSourceRef:dataSourceRef:p:TypedObjectReference VolumeAttributesClassName:volumeAttributesClassName:p:",
  PersistentVolumeClaimTemplate: "ObjectMeta::o: Spec:spec:o:PersistentVolumeClaimSpec",
  PersistentVolumeClaimVolumeSource: "ClaimName:claimName:s: ReadOnly:readOnly:b:",
  PersistentVolumeSource:
    "GCEPersistentDisk:gcePersistentDisk:p:GCEPersistentDiskVolumeSource AWSElasticBlockStore:awsElasticBlockStore:p:AWSElasticBlockStoreVolumeSource HostPath:hostPath:p:HostPathVolumeSource Glusterfs:glusterfs:p:GlusterfsPersistentVolumeSource NFS:nfs:p:NFSVolumeSource RBD:rbd:p:RBDPersistentVolumeSource Quobyte:quobyte:p:QuobyteVolumeSource ISCSI:iscsi:p:ISCSIPersistentVolumeSource FlexVolume:flexVolume:p:FlexPersistentVolumeSource Cinder:cinder:p:CinderPersistentVolumeSource CephFS:cephfs:p:CephFSPersistentVolumeSource FC:fc:p:FCVolumeSource Flocker:flocker:p:FlockerVolumeSource AzureFile:azureFile:p:AzureFilePersistentVolumeSource VsphereVolume:vsphereVolume:p:VsphereVirtualDiskVolumeSource AzureDisk:azureDisk:p:AzureDiskVolumeSource PhotonPersistentDisk:photonPersistentDisk:p:PhotonPersistentDiskVolumeSource PortworxVolume:portworxVolume:p:PortworxVolumeSource ScaleIO:scaleIO:p:ScaleIOPersistentVolumeSource Local:local:p:LocalVolumeSource StorageOS:storageos:p:StorageOSPersistentVolumeSource CSI:csi:p:CSIPersistentVolumeSource",
  PhotonPersistentDiskVolumeSource: "PdID:pdID:s: FSType:fsType:s:",
  PodAffinity:
    "RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:l:PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:l:WeightedPodAffinityTerm",
  PodAffinityTerm:
    "LabelSelector:labelSelector:p: Namespaces:namespaces:l: TopologyKey:topologyKey:s: NamespaceSelector:namespaceSelector:p: MatchLabelKeys:matchLabelKeys:l: MismatchLabelKeys:mismatchLabelKeys:l:",
  PodAntiAffinity:
    "RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:l:PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:l:WeightedPodAffinityTerm",
  PodCertificateProjection:
    "SignerName:signerName:s: KeyType:keyType:s: MaxExpirationSeconds:maxExpirationSeconds:p: CredentialBundlePath:credentialBundlePath:s: KeyPath:keyPath:s: CertificateChainPath:certificateChainPath:s: UserAnnotations:userAnnotations:m:",
  PodDNSConfig:
    "Nameservers:nameservers:l: Searches:searches:l: Options:options:l:PodDNSConfigOption",
  PodDNSConfigOption: "Name:name:s: Value:value:p:",
  PodOS: "Name:name:s:",
  PodReadinessGate: "ConditionType:conditionType:s:",
  PodResourceClaim:
    "Name:name:s: ResourceClaimName:resourceClaimName:p: ResourceClaimTemplateName:resourceClaimTemplateName:p:",
  PodSchedulingGate: "Name:name:s:",
  PodSchedulingGroup: "PodGroupName:podGroupName:p:",
  PodSecurityContext:
    "HostNetwork:hostNetwork:b: HostPID:hostPID:b: HostIPC:hostIPC:b: ShareProcessNamespace:shareProcessNamespace:p: HostUsers:hostUsers:p: SELinuxOptions:seLinuxOptions:p:SELinuxOptions WindowsOptions:windowsOptions:p:WindowsSecurityContextOptions RunAsUser:runAsUser:p: RunAsGroup:runAsGroup:p: RunAsNonRoot:runAsNonRoot:p: SupplementalGroups:supplementalGroups:l: SupplementalGroupsPolicy:supplementalGroupsPolicy:p: FSGroup:fsGroup:p: FSGroupChangePolicy:fsGroupChangePolicy:p: Sysctls:sysctls:l:Sysctl SeccompProfile:seccompProfile:p:SeccompProfile AppArmorProfile:appArmorProfile:p:AppArmorProfile SELinuxChangePolicy:seLinuxChangePolicy:p:",
  PodSpec:
    "Volumes:volumes:l:Volume InitContainers:initContainers:l:Container Containers:containers:l:Container EphemeralContainers:ephemeralContainers:l:EphemeralContainer RestartPolicy:restartPolicy:s: TerminationGracePeriodSeconds:terminationGracePeriodSeconds:p: ActiveDeadlineSeconds:activeDeadlineSeconds:p: DNSPolicy:dnsPolicy:s: NodeSelector:nodeSelector:m: ServiceAccountName:serviceAccountName:s: AutomountServiceAccountToken:automountServiceAccountToken:p: NodeName:nodeName:s: SecurityContext:securityContext:p:PodSecurityContext ImagePullSecrets:imagePullSecrets:l:LocalObjectReference Hostname:hostname:s: Subdomain:subdomain:s: SetHostnameAsFQDN:setHostnameAsFQDN:p: Affinity:affinity:p:Affinity SchedulerName:schedulerName:s: Tolerations:tolerations:l:Toleration HostAliases:hostAliases:l:HostAlias PriorityClassName:priorityClassName:s: Priority:priority:p: PreemptionPolicy:preemptionPolicy:p: DNSConfig:dnsConfig:p:PodDNSConfig ReadinessGates:readinessGates:l:PodReadinessGate RuntimeClassName:runtimeClassName:p: Overhead:overhead:m:Quantity EnableServiceLinks:enableServiceLinks:p: TopologySpreadConstraints:topologySpreadConstraints:l:TopologySpreadConstraint OS:os:p:PodOS SchedulingGates:schedulingGates:l:PodSchedulingGate ResourceClaims:resourceClaims:l:PodResourceClaim Resources:resources:p:ResourceRequirements HostnameOverride:hostnameOverride:p: SchedulingGroup:schedulingGroup:p:PodSchedulingGroup",
  PortworxVolumeSource: "VolumeID:volumeID:s: FSType:fsType:s: ReadOnly:readOnly:b:",
  PreferredSchedulingTerm: "Weight:weight:i: Preference:preference:o:NodeSelectorTerm",
  Probe:
    "ProbeHandler::o:ProbeHandler InitialDelaySeconds:initialDelaySeconds:i: TimeoutSeconds:timeoutSeconds:i: PeriodSeconds:periodSeconds:i: SuccessThreshold:successThreshold:i: FailureThreshold:failureThreshold:i: TerminationGracePeriodSeconds:terminationGracePeriodSeconds:p:",
  ProbeHandler:
    "Exec:exec:p:ExecAction HTTPGet:httpGet:p:HTTPGetAction TCPSocket:tcpSocket:p:TCPSocketAction GRPC:grpc:p:GRPCAction",
  ProjectedVolumeSource: "Sources:sources:l:VolumeProjection DefaultMode:defaultMode:p:",
  QuobyteVolumeSource:
    "Registry:registry:s: Volume:volume:s: ReadOnly:readOnly:b: User:user:s: Group:group:s: Tenant:tenant:s:",
  RBDPersistentVolumeSource:
    "CephMonitors:monitors:l: RBDImage:image:s: FSType:fsType:s: RBDPool:pool:s: RadosUser:user:s: Keyring:keyring:s: SecretRef:secretRef:p:SecretReference ReadOnly:readOnly:b:",
  RBDVolumeSource:
    "CephMonitors:monitors:l: RBDImage:image:s: FSType:fsType:s: RBDPool:pool:s: RadosUser:user:s: Keyring:keyring:s: SecretRef:secretRef:p:LocalObjectReference ReadOnly:readOnly:b:",
  ResourceClaim: "Name:name:s: Request:request:s:",
  ResourceFieldSelector:
    "ContainerName:containerName:s: Resource:resource:s: Divisor:divisor:o:Quantity",
  ResourceRequirements:
    "Limits:limits:m:Quantity Requests:requests:m:Quantity Claims:claims:l:ResourceClaim",
  SELinuxOptions: "User:user:s: Role:role:s: Type:type:s: Level:level:s:",
  ScaleIOPersistentVolumeSource:
    "Gateway:gateway:s: System:system:s: SecretRef:secretRef:p:SecretReference SSLEnabled:sslEnabled:b: ProtectionDomain:protectionDomain:s: StoragePool:storagePool:s: StorageMode:storageMode:s: VolumeName:volumeName:s: FSType:fsType:s: ReadOnly:readOnly:b:",
  ScaleIOVolumeSource:
    "Gateway:gateway:s: System:system:s: SecretRef:secretRef:p:LocalObjectReference SSLEnabled:sslEnabled:b: ProtectionDomain:protectionDomain:s: StoragePool:storagePool:s: StorageMode:storageMode:s: VolumeName:volumeName:s: FSType:fsType:s: ReadOnly:readOnly:b:",
  SeccompProfile: "Type:type:s: LocalhostProfile:localhostProfile:p:",
  SecretEnvSource: "LocalObjectReference::o:LocalObjectReference Optional:optional:p:",
  SecretKeySelector: "LocalObjectReference::o:LocalObjectReference Key:key:s: Optional:optional:p:",
  SecretProjection:
    "LocalObjectReference::o:LocalObjectReference Items:items:l:KeyToPath Optional:optional:p:",
  SecretReference: "Name:name:s: Namespace:namespace:s:",
  SecretVolumeSource:
    "SecretName:secretName:s: Items:items:l:KeyToPath DefaultMode:defaultMode:p: Optional:optional:p:",
  SecurityContext:
    "Capabilities:capabilities:p:Capabilities Privileged:privileged:p: SELinuxOptions:seLinuxOptions:p:SELinuxOptions WindowsOptions:windowsOptions:p:WindowsSecurityContextOptions RunAsUser:runAsUser:p: RunAsGroup:runAsGroup:p: RunAsNonRoot:runAsNonRoot:p: ReadOnlyRootFilesystem:readOnlyRootFilesystem:p: AllowPrivilegeEscalation:allowPrivilegeEscalation:p: ProcMount:procMount:p: SeccompProfile:seccompProfile:p:SeccompProfile AppArmorProfile:appArmorProfile:p:AppArmorProfile",
  SelectableField: "JSONPath:jsonPath:s:",
  ServiceAccountTokenProjection:
    "Audience:audience:s: ExpirationSeconds:expirationSeconds:i: Path:path:s:",
  SleepAction: "Seconds:seconds:i:",
  StorageOSPersistentVolumeSource:
    "VolumeName:volumeName:s: VolumeNamespace:volumeNamespace:s: FSType:fsType:s: ReadOnly:readOnly:b: SecretRef:secretRef:p:ObjectReference",
  StorageOSVolumeSource:
    "VolumeName:volumeName:s: VolumeNamespace:volumeNamespace:s: FSType:fsType:s: ReadOnly:readOnly:b: SecretRef:secretRef:p:LocalObjectReference",
  Sysctl: "Name:name:s: Value:value:s:",
  TCPSocketAction: "Port:port:o:IntOrString Host:host:s:",
  Toleration:
    "Key:key:s: Operator:operator:s: Value:value:s: Effect:effect:s: TolerationSeconds:tolerationSeconds:p:",
  TopologySpreadConstraint:
    "MaxSkew:maxSkew:i: TopologyKey:topologyKey:s: WhenUnsatisfiable:whenUnsatisfiable:s: LabelSelector:labelSelector:p: MinDomains:minDomains:p: NodeAffinityPolicy:nodeAffinityPolicy:p: NodeTaintsPolicy:nodeTaintsPolicy:p: MatchLabelKeys:matchLabelKeys:l:",
  TypedLocalObjectReference: "APIGroup:apiGroup:p: Kind:kind:s: Name:name:s:",
  TypedObjectReference: "APIGroup:apiGroup:p: Kind:kind:s: Name:name:s: Namespace:namespace:p:",
  ValidationRule:
    "Rule:rule:s: Message:message:s: MessageExpression:messageExpression:s: Reason:reason:p: FieldPath:fieldPath:s: OptionalOldSelf:optionalOldSelf:p:",
  Volume: "Name:name:s: VolumeSource::o:VolumeSource",
  VolumeDevice: "Name:name:s: DevicePath:devicePath:s:",
  VolumeMount:
    "Name:name:s: ReadOnly:readOnly:b: RecursiveReadOnly:recursiveReadOnly:p: MountPath:mountPath:s: SubPath:subPath:s: MountPropagation:mountPropagation:p: SubPathExpr:subPathExpr:s:",
  VolumeProjection:
    "Secret:secret:p:SecretProjection DownwardAPI:downwardAPI:p:DownwardAPIProjection ConfigMap:configMap:p:ConfigMapProjection ServiceAccountToken:serviceAccountToken:p:ServiceAccountTokenProjection ClusterTrustBundle:clusterTrustBundle:p:ClusterTrustBundleProjection PodCertificate:podCertificate:p:PodCertificateProjection",
  VolumeResourceRequirements: "Limits:limits:m:Quantity Requests:requests:m:Quantity",
  VolumeSource:
    "HostPath:hostPath:p:HostPathVolumeSource EmptyDir:emptyDir:p:EmptyDirVolumeSource GCEPersistentDisk:gcePersistentDisk:p:GCEPersistentDiskVolumeSource AWSElasticBlockStore:awsElasticBlockStore:p:AWSElasticBlockStoreVolumeSource GitRepo:gitRepo:p:GitRepoVolumeSource Secret:secret:p:SecretVolumeSource NFS:nfs:p:NFSVolumeSource ISCSI:iscsi:p:ISCSIVolumeSource Glusterfs:glusterfs:p:GlusterfsVolumeSource PersistentVolumeClaim:persistentVolumeClaim:p:PersistentVolumeClaimVolumeSource RBD:rbd:p:RBDVolumeSource Quobyte:quobyte:p:QuobyteVolumeSource FlexVolume:flexVolume:p:FlexVolumeSource Cinder:cinder:p:CinderVolumeSource CephFS:cephfs:p:CephFSVolumeSource Flocker:flocker:p:FlockerVolumeSource DownwardAPI:downwardAPI:p:DownwardAPIVolumeSource FC:fc:p:FCVolumeSource AzureFile:azureFile:p:AzureFileVolumeSource ConfigMap:configMap:p:ConfigMapVolumeSource VsphereVolume:vsphereVolume:p:VsphereVirtualDiskVolumeSource AzureDisk:azureDisk:p:AzureDiskVolumeSource PhotonPersistentDisk:photonPersistentDisk:p:PhotonPersistentDiskVolumeSource Projected:projected:p:ProjectedVolumeSource PortworxVolume:portworxVolume:p:PortworxVolumeSource ScaleIO:scaleIO:p:ScaleIOVolumeSource StorageOS:storageos:p:StorageOSVolumeSource CSI:csi:p:CSIVolumeSource Ephemeral:ephemeral:p:EphemeralVolumeSource Image:image:p:ImageVolumeSource",
  VsphereVirtualDiskVolumeSource:
    "VolumePath:volumePath:s: FSType:fsType:s: StoragePolicyName:storagePolicyName:s: StoragePolicyID:storagePolicyID:s:",
  WeightedPodAffinityTerm: "Weight:weight:i: PodAffinityTerm:podAffinityTerm:o:PodAffinityTerm",
  WindowsSecurityContextOptions:
    "GMSACredentialSpecName:gmsaCredentialSpecName:p: GMSACredentialSpec:gmsaCredentialSpec:p: RunAsUserName:runAsUserName:p: HostProcess:hostProcess:p:",
};
