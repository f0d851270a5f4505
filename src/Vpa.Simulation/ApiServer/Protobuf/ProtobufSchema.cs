namespace Vpa.Simulation.ApiServer;

/// <summary>
/// Field numbers of the messages that kubectl's imperative commands send as protobuf. A field is written name=number:type, where the type is
/// s string, i integer (0 is absent), I integer that may be 0, b boolean, t time, x integer-or-string, M map of strings, N map of bytes,
/// Q map of quantities, or the name of a message; a leading * means repeated.
/// </summary>
internal static class ProtobufSchema
{
    private static readonly Dictionary<string, Dictionary<int, ProtobufField>> Messages = Read(
        """
        ObjectMeta name=1:s generateName=2:s namespace=3:s uid=5:s resourceVersion=6:s generation=7:i creationTimestamp=8:t deletionTimestamp=9:t deletionGracePeriodSeconds=10:I labels=11:M annotations=12:M ownerReferences=13:*OwnerReference finalizers=14:*s
        OwnerReference kind=1:s name=3:s uid=4:s apiVersion=5:s controller=6:b blockOwnerDeletion=7:b
        LabelSelector matchLabels=1:M matchExpressions=2:*LabelSelectorRequirement
        LabelSelectorRequirement key=1:s operator=2:s values=3:*s
        Namespace metadata=1:ObjectMeta
        ConfigMap metadata=1:ObjectMeta data=2:M binaryData=3:N immutable=4:b
        Secret metadata=1:ObjectMeta data=2:N type=3:s stringData=4:M immutable=5:b
        ServiceAccount metadata=1:ObjectMeta automountServiceAccountToken=4:b
        TokenRequest metadata=1:ObjectMeta spec=2:TokenRequestSpec
        TokenRequestSpec audiences=1:*s expirationSeconds=4:I
        SelfSubjectAccessReview metadata=1:ObjectMeta spec=2:SelfSubjectAccessReviewSpec
        SelfSubjectAccessReviewSpec resourceAttributes=1:ResourceAttributes nonResourceAttributes=2:NonResourceAttributes
        ResourceAttributes namespace=1:s verb=2:s group=3:s version=4:s resource=5:s subresource=6:s name=7:s
        NonResourceAttributes path=1:s verb=2:s
        Eviction metadata=1:ObjectMeta deleteOptions=2:DeleteOptions
        DeleteOptions gracePeriodSeconds=1:I preconditions=2:Preconditions orphanDependents=3:b propagationPolicy=4:s dryRun=5:*s
        Preconditions uid=1:s resourceVersion=2:s
        PodDisruptionBudget metadata=1:ObjectMeta spec=2:PodDisruptionBudgetSpec
        PodDisruptionBudgetSpec minAvailable=1:x selector=2:LabelSelector maxUnavailable=3:x
        Deployment metadata=1:ObjectMeta spec=2:DeploymentSpec
        DeploymentSpec replicas=1:I selector=2:LabelSelector template=3:PodTemplateSpec
        PodTemplateSpec metadata=1:ObjectMeta spec=2:PodSpec
        Pod metadata=1:ObjectMeta spec=2:PodSpec
        PodSpec containers=2:*Container restartPolicy=3:s terminationGracePeriodSeconds=4:I dnsPolicy=6:s nodeSelector=7:M serviceAccountName=8:s serviceAccount=9:s nodeName=10:s
        Container name=1:s image=2:s command=3:*s args=4:*s workingDir=5:s ports=6:*ContainerPort env=7:*EnvVar resources=8:ResourceRequirements imagePullPolicy=14:s stdin=16:b stdinOnce=17:b tty=18:b
        ContainerPort name=1:s hostPort=2:i containerPort=3:i protocol=4:s hostIP=5:s
        EnvVar name=1:s value=2:s
        ResourceRequirements limits=1:Q requests=2:Q
        """);

    public static bool Knows(string message) => Messages.ContainsKey(message);

    public static ProtobufField? Field(string message, int number) => Messages[message].GetValueOrDefault(number);

    private static Dictionary<string, Dictionary<int, ProtobufField>> Read(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => parts.Skip(1).Select(ReadField).ToDictionary(f => f.Number), StringComparer.Ordinal);

    private static ProtobufField ReadField(string text)
    {
        var parts = text.Split('=', ':');
        var repeated = parts[2][0] == '*';
        return new ProtobufField(
            parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), repeated ? parts[2][1..] : parts[2], repeated);
    }
}
