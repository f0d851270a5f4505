using System.Diagnostics.Metrics;
using Vpa.Domain.Policies;

namespace Vpa.Recommender.Observing;

/// <summary>
/// Counts the VPAs of one cycle by the labels of the object gauge (R164). Every known combination is there, from 0 on; a series of an
/// unknown mode exists only while there is such a VPA, unlike upstream, where it is never reset (Q36).
/// </summary>
internal sealed class VpaObjectCounts
{
    private const string ServedApi = "v1";

    private static readonly string[] Apis = ["v1beta1", "v1beta2", ServedApi];

    private static readonly UpdateMode[] Modes =
        [UpdateMode.Off, UpdateMode.Initial, UpdateMode.Recreate, UpdateMode.Auto, UpdateMode.InPlaceOrRecreate, UpdateMode.InPlace];

    private static readonly bool[] Booleans = [false, true];

    private readonly Dictionary<Series, long> _counts = [];

    /// <summary>Starts from zero for all known combinations.</summary>
    public VpaObjectCounts()
    {
        foreach (var mode in Modes)
        {
            foreach (var api in Apis)
            {
                foreach (var bits in Enumerable.Range(0, 8))
                {
                    _counts[new(mode, api, Booleans[bits & 1], Booleans[(bits >> 1) & 1], Booleans[bits >> 2])] = 0;
                }
            }
        }
    }

    /// <summary>Counts a VPA by its mode and the status it has after this cycle.</summary>
    public void Add(UpdateMode mode, VpaStatus status)
    {
        var series = new Series(
            mode,
            ServedApi,
            status.Recommendation is { Containers.IsEmpty: false },
            !IsTrue(status, VpaConditionTypes.NoPodsMatched),
            IsTrue(status, VpaConditionTypes.ConfigUnsupported));
        _counts[series] = _counts.GetValueOrDefault(series) + 1;
    }

    /// <summary>The gauge's values.</summary>
    public IReadOnlyCollection<Measurement<long>> ToMeasurements() => [.. _counts.Select(c => new Measurement<long>(c.Value, c.Key.Tags))];

    private static bool IsTrue(VpaStatus status, string type) => status.Condition(type) is { Status: "True" };

    private readonly record struct Series(UpdateMode Mode, string Api, bool HasRecommendation, bool MatchesPods, bool UnsupportedConfig)
    {
        public KeyValuePair<string, object?>[] Tags =>
        [
            new("update_mode", Mode.ToString()),
            new("has_recommendation", Text(HasRecommendation)),
            new("api", Api),
            new("matches_pods", Text(MatchesPods)),
            new("unsupported_config", Text(UnsupportedConfig)),
        ];

        private static string Text(bool value) => value ? "true" : "false";
    }
}
