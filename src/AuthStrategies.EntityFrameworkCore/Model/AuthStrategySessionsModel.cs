using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>Adds the table of sessions to the application's own model.</summary>
public static class AuthStrategySessionsModel
{
    /// <summary>The default name of the table: <c>AuthStrategySessions</c>.</summary>
    public const string DefaultTableName = "AuthStrategySessions";

    /// <summary>
    /// Adds the table of sessions to a model. Call it in <c>OnModelCreating</c>, then
    /// add a migration. The same model works with SQLite, PostgreSQL and SQL Server.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="tableName">The name of the table; not empty. A table belongs to one application and all of its nodes.</param>
    /// <param name="schema">The schema, if the database has schemas; <see langword="null"/> is the model's default.</param>
    /// <returns>The same model builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="modelBuilder"/> or <paramref name="tableName"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="tableName"/> or <paramref name="schema"/> is empty.</exception>
    public static ModelBuilder AddAuthStrategySessions(this ModelBuilder modelBuilder, string tableName = DefaultTableName, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        OptionMessages.RequireText(tableName, "The table name of AddAuthStrategySessions", "the name of a table", "modelBuilder.AddAuthStrategySessions(\"AuthStrategySessions\")");
        if (schema is not null)
            OptionMessages.RequireText(schema, "The schema of AddAuthStrategySessions", "the name of a schema, or null for the default of the model", "modelBuilder.AddAuthStrategySessions(schema: \"auth\")");

        return modelBuilder.Entity<SessionRow>(row =>
        {
            row.ToTable(tableName, schema);
            row.HasKey(r => r.Id);

            // Bytes instead of text, so that no collation decides which id or subject is meant. All databases compare bytes of one length in full.
            row.Property(r => r.Id).HasMaxLength(SessionId.Size).IsFixedLength().ValueGeneratedNever();
            row.Property(r => r.SubjectHash).HasMaxLength(32).IsFixedLength().IsRequired();
            row.Property(r => r.Subject).IsRequired();
            row.Property(r => r.Payload).IsRequired();

            // The index contains no column that a renewal changes, so that a list which is read during a renewal returns each row once.
            row.HasIndex(r => r.SubjectHash);
            row.HasIndex(r => r.ExpiresAt);
        });
    }
}
