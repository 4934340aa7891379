namespace AuthWeb.Data;

/// <summary>A row of the table of events.</summary>
public sealed class LoginEvent
{
    public long Id { get; set; }

    public DateTime Time { get; set; }

    public required string Name { get; set; }

    public string? UserId { get; set; }

    public string? Address { get; set; }

    public string? UserAgent { get; set; }

    public string? Reason { get; set; }
}
