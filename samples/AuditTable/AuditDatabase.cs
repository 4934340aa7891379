using Microsoft.EntityFrameworkCore;

namespace AuditTable;

/// <summary>The table of events.</summary>
internal sealed class AuditDatabase(DbContextOptions<AuditDatabase> options) : DbContext(options)
{
    public DbSet<AuditEntry> Entries => Set<AuditEntry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<AuditEntry>(entry =>
    {
        entry.ToTable("AuthEvents");
        entry.Property(e => e.Name).HasMaxLength(64);
        entry.Property(e => e.Strategy).HasMaxLength(AuditEntry.MaxStrategy);
        entry.Property(e => e.User).HasMaxLength(AuditEntry.MaxSubject);
        entry.Property(e => e.Session).HasMaxLength(64);
        entry.Property(e => e.Address).HasMaxLength(64);
        entry.Property(e => e.UserAgent).HasMaxLength(256);
        entry.Property(e => e.Reason).HasMaxLength(64);
        entry.Property(e => e.Detail).HasMaxLength(AuditEntry.MaxDetail);
        entry.Property(e => e.TraceId).HasMaxLength(AuditEntry.MaxTrace);
        // For the deletion of old rows, and for "what happened to this user".
        entry.HasIndex(e => e.Time);
        entry.HasIndex(e => new { e.User, e.Time });
    });
}
