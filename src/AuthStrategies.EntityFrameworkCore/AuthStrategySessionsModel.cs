using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>The table of sessions, for a model of the application's own.</summary>
public static class AuthStrategySessionsModel
{
    /// <summary>What the table is called unless something else is said: <c>AuthStrategySessions</c>.</summary>
    public const string DefaultTableName = "AuthStrategySessions";

    /// <summary>
    /// Adds the table of sessions to a model: call it in <c>OnModelCreating</c>, then add a migration. The same model serves SQLite,
    /// PostgreSQL and SQL Server.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="tableName">What the table is called; not empty. A table belongs to one application, and to all of its nodes.</param>
    /// <param name="schema">The schema, where the database has schemas; <see langword="null"/> is the model's default.</param>
    /// <returns>The model, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="modelBuilder"/> or <paramref name="tableName"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="tableName"/> is empty.</exception>
    public static ModelBuilder AddAuthStrategySessions(this ModelBuilder modelBuilder, string tableName = DefaultTableName, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentException.ThrowIfNullOrWhiteSpace(tableName);

        return modelBuilder.Entity<SessionRow>(row =>
        {
            row.ToTable(tableName, schema);
            row.HasKey(r => r.Id);

            // Bytes, never text: no collation has a say in which session or whose it is, and bytes of one length are compared in full everywhere.
            row.Property(r => r.Id).HasMaxLength(SessionId.Size).IsFixedLength().ValueGeneratedNever();
            row.Property(r => r.SubjectHash).HasMaxLength(32).IsFixedLength().IsRequired();
            row.Property(r => r.Subject).IsRequired();
            row.Property(r => r.Payload).IsRequired();

            // Nothing that a renewal changes is part of it: a list that is read meanwhile meets each row once.
            row.HasIndex(r => r.SubjectHash);
            row.HasIndex(r => r.ExpiresAt);
        });
    }
}
