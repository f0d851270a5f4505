using System.Text.Json;
using Vpa.Host.Demo;

namespace Vpa.Host.Tests.Demo;

public class KubectlDescriptionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_vpa_is_described_as_kubectl_describes_it_D29()
    {
        using var vpa = JsonDocument.Parse(
            """
            {"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler",
             "metadata":{"name":"web","namespace":"default","generation":1,"resourceVersion":"7","uid":"u-1","creationTimestamp":"2026-01-05T11:00:00Z"},
             "spec":{"targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},"updatePolicy":{"updateMode":"Recreate"}},
             "status":{"conditions":[{"type":"RecommendationProvided","status":"True","lastTransitionTime":"2026-01-05T11:01:00Z"}],"observedGeneration":1,
              "recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"587m","memory":"262144k"},"upperBound":{"cpu":"2","memory":"1G"}}]}}}
            """);

        var text = KubectlDescription.Print(vpa.RootElement, [], Now);

        Assert.Equal(
            """
            Name:         web
            Namespace:    default
            Labels:       <none>
            Annotations:  <none>
            API Version:  autoscaling.k8s.io/v1
            Kind:         VerticalPodAutoscaler
            Metadata:
              Creation Timestamp:  2026-01-05T11:00:00Z
              Generation:          1
              Resource Version:    7
              UID:                 u-1
            Spec:
              Target Ref:
                API Version:  apps/v1
                Kind:         Deployment
                Name:         web
              Update Policy:
                Update Mode:  Recreate
            Status:
              Conditions:
                Last Transition Time:  2026-01-05T11:01:00Z
                Status:                True
                Type:                  RecommendationProvided
              Observed Generation:     1
              Recommendation:
                Container Recommendations:
                  Container Name:  app
                  Target:
                    Cpu:     587m
                    Memory:  262144k
                  Upper Bound:
                    Cpu:     2
                    Memory:  1G
            Events:          <none>

            """,
            text,
            ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("containerRecommendations", "Container Recommendations")]
    [InlineData("apiVersion", "API Version")]
    [InlineData("uid", "UID")]
    [InlineData("uncappedTarget", "Uncapped Target")]
    [InlineData("cpu", "Cpu")]
    [InlineData("nvidia.com/gpu", "nvidia.com/gpu")]
    public void Field_names_are_split_into_words(string field, string label) => Assert.Equal(label, KubectlDescription.Label(field));

    [Theory]
    [InlineData(5, "5s")]
    [InlineData(119, "119s")]
    [InlineData(192, "3m12s")]
    [InlineData(3600, "60m")]
    [InlineData(4 * 3600 + 60, "4h1m")]
    [InlineData(12 * 3600, "12h")]
    [InlineData(50 * 3600, "2d2h")]
    [InlineData(-5, "0s")]
    public void Ages_are_printed_as_kubectl_prints_them(int seconds, string text) => Assert.Equal(text, HumanDuration.Of(TimeSpan.FromSeconds(seconds)));
}
