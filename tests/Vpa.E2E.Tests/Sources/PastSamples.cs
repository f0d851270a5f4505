using System.Globalization;
using System.Text;

namespace Vpa.E2E.Tests.Sources;

/// <summary>Samples of the past in the text format that promtool makes blocks of; one every five minutes.</summary>
internal sealed class PastSamples(DateTimeOffset until, TimeSpan length)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    private readonly StringBuilder _cpu = new("# TYPE container_cpu_usage_seconds counter\n");
    private readonly StringBuilder _memory = new("# TYPE container_memory_working_set_bytes gauge\n");
    private readonly StringBuilder _labels = new("# TYPE kube_pod_labels gauge\n");

    /// <summary>A container of a pod that used so much all the time; labels as cAdvisor's scrape names them.</summary>
    public PastSamples With(string ns, string pod, string container, double cores, Func<DateTimeOffset, long> bytes)
    {
        var labels = $$"""job="kubernetes-cadvisor",namespace="{{ns}}",pod="{{pod}}",container="{{container}}" """.TrimEnd();
        for (var at = until - length; at <= until; at += Step)
        {
            Append(_cpu, "container_cpu_usage_seconds_total", labels, cores * (at - (until - length)).TotalSeconds, at);
            Append(_memory, "container_memory_working_set_bytes", labels, bytes(at), at);
        }

        return this;
    }

    /// <summary>The labels of a pod, as kube-state-metrics tells them.</summary>
    public PastSamples Labelled(string ns, string pod, string label, string value)
    {
        for (var at = until - length; at <= until; at += Step)
        {
            Append(_labels, "kube_pod_labels", $$"""job="kube-state-metrics",namespace="{{ns}}",pod="{{pod}}",label_{{label}}="{{value}}" """.TrimEnd(), 1, at);
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_cpu}{_memory}{_labels}# EOF\n";

    private static void Append(StringBuilder text, string metric, string labels, double value, DateTimeOffset at) =>
        text.Append(CultureInfo.InvariantCulture, $"{metric}{{{labels}}} {value} {at.ToUnixTimeSeconds()}\n");
}
