using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>Adds the table of rotating JWT keys to the application's own model.</summary>
public static class AuthStrategyJwtKeysModel
{
    /// <summary>The default name of the table: <c>AuthStrategyJwtKeys</c>.</summary>
    public const string DefaultTableName = "AuthStrategyJwtKeys";

    /// <summary>
    /// Adds the table of rotating JWT keys to a model: one row for each strategy. Call it in <c>OnModelCreating</c>, then add a migration. The
    /// same model works with SQLite, PostgreSQL and SQL Server.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="tableName">The name of the table; not empty. A table belongs to one application and all of its nodes.</param>
    /// <param name="schema">The schema, if the database has schemas; <see langword="null"/> is the model's default.</param>
    /// <returns>The same model builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="modelBuilder"/> or <paramref name="tableName"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="tableName"/> or <paramref name="schema"/> is empty.</exception>
    public static ModelBuilder AddAuthStrategyJwtKeys(this ModelBuilder modelBuilder, string tableName = DefaultTableName, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        OptionMessages.RequireText(tableName, "The table name of AddAuthStrategyJwtKeys", "the name of a table", "modelBuilder.AddAuthStrategyJwtKeys(\"AuthStrategyJwtKeys\")");
        if (schema is not null)
            OptionMessages.RequireText(schema, "The schema of AddAuthStrategyJwtKeys", "the name of a schema, or null for the default of the model", "modelBuilder.AddAuthStrategyJwtKeys(schema: \"auth\")");

        return modelBuilder.Entity<JwtKeyRow>(row =>
        {
            row.ToTable(tableName, schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).HasMaxLength(32).IsFixedLength().ValueGeneratedNever();
            row.Property(r => r.Content).IsRequired();
            row.Property(r => r.Strategy).IsRequired();
        });
    }
}
