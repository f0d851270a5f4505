using System.Globalization;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Host.Flags;

/// <summary>The kinds of values that flags take, in the notation of upstream's flags (R162).</summary>
internal static class FlagTypes
{
    /// <summary>Any text.</summary>
    public static FlagType<string> Text { get; } = new("string", "a text", ReadText, static value => value);

    /// <summary><c>true</c> or <c>false</c>; a bare flag means true.</summary>
    public static FlagType<bool> Boolean { get; } = new("bool", "true or false", ReadBoolean, static value => value ? "true" : "false");

    /// <summary>A whole number.</summary>
    public static FlagType<int> Integer { get; } = new("int", "a whole number", ReadInteger, static value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A whole number above 0.</summary>
    public static FlagType<int> PositiveInteger { get; } = new("int", "a whole number above 0", ReadPositiveInteger, Integer.Print);

    /// <summary>A TCP port; 0 lets the system choose.</summary>
    public static FlagType<int> Port { get; } = new("int", "a port from 0 to 65535", ReadPort, Integer.Print);

    /// <summary>A number of at least 0.</summary>
    public static FlagType<double> NonNegativeNumber { get; } = new("float", "a number of at least 0", ReadNonNegativeNumber, static value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A whole number of at least 0.</summary>
    public static FlagType<int> NonNegativeInteger { get; } = new("int", "a whole number of at least 0", ReadNonNegativeInteger, Integer.Print);

    /// <summary>A time-out of an admission webhook, in seconds: what the API server takes.</summary>
    public static FlagType<int> WebhookTimeout { get; } = new("int", "a whole number from 1 to 30", ReadWebhookTimeout, Integer.Print);

    /// <summary>Requests per second.</summary>
    public static FlagType<double> Rate { get; } = new("float", "a number of at least 0.1", ReadRate, static value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A finite decimal number.</summary>
    public static FlagType<double> Number { get; } = new("float", "a number", ReadNumber, static value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number above 0.</summary>
    public static FlagType<double> PositiveNumber { get; } = new("float", "a number above 0", ReadPositiveNumber, Number.Print);

    /// <summary>A number from 0 to 1.</summary>
    public static FlagType<double> Fraction { get; } = new("float", "a number from 0 to 1", ReadFraction, Number.Print);

    /// <summary>A Go duration of any sign.</summary>
    public static FlagType<TimeSpan> Duration { get; } = new("duration", "a duration such as 90s, 1m30s or 24h", ReadDuration, PrintDuration);

    /// <summary>A Go duration above 0.</summary>
    public static FlagType<TimeSpan> PositiveDuration { get; } = new("duration", "a duration above 0 such as 90s, 1m30s or 24h", ReadPositiveDuration, PrintDuration);

    /// <summary>The time between two turns of something; timers of the runtime take no more than 49 days.</summary>
    public static FlagType<TimeSpan> Interval { get; } = new("duration", "a duration above 0 and of at most 1000h, such as 90s, 1m30s or 24h", ReadInterval, PrintDuration);

    /// <summary>A Kubernetes quantity; null when the flag is not given.</summary>
    public static FlagType<Quantity?> Quantity { get; } = new("quantity", "a quantity such as 500m or 2Gi", ReadQuantity, static value => value?.ToString() ?? "");

    /// <summary>Feature gates, <c>Name=true,Other=false</c> (R158, U3); given again they add to those before.</summary>
    public static FlagType<FeatureGates> Gates { get; } = new("mapStringBool", FeatureGateText.Expected, FeatureGateText.TryParse, FeatureGateText.Print) { Separator = ',' };

    /// <summary>A least TLS version (A10).</summary>
    public static FlagType<string> TlsVersion { get; } = new("string", "tls1_2 or tls1_3", ReadTlsVersion, static value => value);

    /// <summary>How a tool prints.</summary>
    public static FlagType<OutputFormat> Output { get; } = new("string", "text or json", ReadOutput, static value => value == OutputFormat.Json ? "json" : "text");

    private static bool ReadOutput(string text, out OutputFormat value)
    {
        value = text == "json" ? OutputFormat.Json : OutputFormat.Text;
        return text is "text" or "json";
    }

    private static bool ReadTlsVersion(string text, out string value)
    {
        value = text.Length == 0 ? "tls1_2" : text;
        return value is "tls1_2" or "tls1_3";
    }

    private static bool ReadText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool ReadBoolean(string text, out bool value)
    {
        // The forms that Go's strconv.ParseBool takes, as upstream's flags do.
        value = text is "true" or "True" or "TRUE" or "t" or "T" or "1";
        return value || text is "false" or "False" or "FALSE" or "f" or "F" or "0";
    }

    private static bool ReadInteger(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool ReadPositiveInteger(string text, out int value) => ReadInteger(text, out value) && value > 0;

    private static bool ReadPort(string text, out int value) => ReadInteger(text, out value) && value is >= 0 and <= ushort.MaxValue;

    private static bool ReadNonNegativeInteger(string text, out int value) => ReadInteger(text, out value) && value >= 0;

    private static bool ReadWebhookTimeout(string text, out int value) => ReadInteger(text, out value) && value is >= 1 and <= 30;

    private static bool ReadRate(string text, out double value) => ReadNumber(text, out value) && value >= 0.1;

    private static bool ReadInterval(string text, out TimeSpan value) => ReadPositiveDuration(text, out value) && value <= TimeSpan.FromHours(1000);

    private static bool ReadNonNegativeNumber(string text, out double value) => ReadNumber(text, out value) && value >= 0;

    private static bool ReadNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool ReadPositiveNumber(string text, out double value) => ReadNumber(text, out value) && value > 0;

    private static bool ReadFraction(string text, out double value) => ReadNumber(text, out value) && value is >= 0 and <= 1;

    private static bool ReadPositiveDuration(string text, out TimeSpan value) => ReadDuration(text, out value) && value > TimeSpan.Zero;

    private static bool ReadDuration(string text, out TimeSpan value)
    {
        var read = GoDuration.TryParse(text, out var duration);
        value = duration.ToTimeSpan();
        return read;
    }

    private static string PrintDuration(TimeSpan value) => GoDuration.FromTimeSpan(value).ToString();

    private static bool ReadQuantity(string text, out Quantity? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        if (!Vpa.Domain.Quantities.Quantity.TryParse(text, out var quantity))
        {
            return false;
        }

        value = quantity;
        return true;
    }
}
