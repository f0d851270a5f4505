using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Observing;

namespace Vpa.Recommender.Advising;

/// <summary>Tells of VPAs that have been without a recommendation for long, at most every 30 minutes (R101).</summary>
internal sealed class MissingRecommendations(ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private Dictionary<NamespacedName, DateTimeOffset> _since = [];

    /// <summary>Notes which VPAs have none after a cycle; those that have one, or are gone, are forgotten.</summary>
    public void Note(IEnumerable<NamespacedName> without, DateTimeOffset now)
    {
        var since = new Dictionary<NamespacedName, DateTimeOffset>();
        foreach (var vpa in without)
        {
            var noted = _since.GetValueOrDefault(vpa, now);
            if (now - noted > Patience)
            {
                logger.RecommendationMissing(vpa.ToString(), Patience);
                noted = now;
            }

            since[vpa] = noted;
        }

        _since = since;
    }
}
