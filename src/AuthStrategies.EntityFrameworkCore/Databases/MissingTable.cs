using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>Names a table as the model of a context maps it, and says what creates it.</summary>
internal static class MissingTable
{
    /// <summary>The table of a type of rows.</summary>
    public static string NameOf(DbContext context, Type row)
    {
        IEntityType? rows = context.Model.FindEntityType(row);
        return rows?.GetSchemaQualifiedTableName() ?? rows?.GetViewName() ?? row.Name;
    }

    /// <summary>The commands, as a part of a sentence.</summary>
    public static string CommandsFor(Type row, string context)
    {
        string migration = row == typeof(JwtKeyRow) ? "Keys" : "Sessions";
        string commands = $"dotnet ef migrations add {migration} --context {context}, then dotnet ef database update --context {context}";

        // Our own contexts are in our assembly. Without this setting, the tool refuses to write their migrations into the application.
        return context is nameof(AuthStrategySessionsContext) or nameof(AuthStrategyJwtKeysContext)
            ? $"{commands}. The migrations of this context are put into your project if its options name that, for example UseSqlite(connectionString, db => db.MigrationsAssembly(\"Shop\"))"
            : commands;
    }

    /// <summary>The reason of a failure, as the end of a sentence.</summary>
    public static string Describe(DbContext context, Type row) =>
        $"the table of {(row == typeof(JwtKeyRow) ? "keys" : "sessions")} \"{NameOf(context, row)}\" is missing, or has other columns. Create it: {CommandsFor(row, context.GetType().Name)}";
}
