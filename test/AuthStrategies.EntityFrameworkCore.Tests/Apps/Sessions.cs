using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AuthStrategies.EntityFrameworkCore.Tests.Apps;

/// <summary>The migration that docs/entity-framework.md shows.</summary>
[DbContext(typeof(ShopContext))]
[Migration("20400102030405_Sessions")]
public sealed class Sessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            name: "Logins",
            columns: table => new
            {
                Id = table.Column<byte[]>(fixedLength: true, maxLength: 16, nullable: false),
                SubjectHash = table.Column<byte[]>(fixedLength: true, maxLength: 32, nullable: false),
                Subject = table.Column<byte[]>(nullable: false),
                Payload = table.Column<byte[]>(nullable: false),
                ExpiresAt = table.Column<long>(nullable: false),
                AbsoluteExpiresAt = table.Column<long>(nullable: false),
                Version = table.Column<long>(nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_Sessions", row => row.Id));
        migrationBuilder.CreateIndex("IX_Sessions_SubjectHash", "Logins", "SubjectHash");
        migrationBuilder.CreateIndex("IX_Sessions_ExpiresAt", "Logins", "ExpiresAt");
    }
}
