namespace Vpa.Simulation.ApiServer;

/// <summary>An additionalPrinterColumns entry.</summary>
internal sealed record PrinterColumn(string Name, string Type, string Format, string Description, long Priority, JsonPathExpression Path);
