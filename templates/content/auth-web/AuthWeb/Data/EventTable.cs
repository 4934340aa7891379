using AuthStrategies;
using Microsoft.EntityFrameworkCore;

namespace AuthWeb.Data;

/// <summary>Writes what happens to sessions to the table. Delete old rows with a job: addresses are personal data.</summary>
public sealed class EventTable(IDbContextFactory<AppDbContext> databases) : IAuthEventSink
{
    private readonly List<LoginEvent> _batch = [];

    public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
    {
        _batch.Add(new LoginEvent
        {
            Time = authEvent.Time.UtcDateTime,
            Name = authEvent.Name,
            UserId = authEvent.Subject,
            Address = authEvent.Client?.Address,
            UserAgent = authEvent.Client?.UserAgent,
            Reason = authEvent switch
            {
                SessionEndedEvent ended => ended.Reason.ToString(),
                CredentialRefusedEvent refused => refused.Reason.ToString(),
                RequestRefusedEvent refused => refused.Reason.ToString(),
                _ => null,
            },
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using AppDbContext database = await databases.CreateDbContextAsync(cancellationToken);
            database.Events.AddRange(_batch);
            await database.SaveChangesAsync(cancellationToken);
        }
        finally
        {
            _batch.Clear();     // what failed is counted and logged, and does not come again
        }
    }
}
