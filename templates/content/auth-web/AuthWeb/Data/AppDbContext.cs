using AuthStrategies.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace AuthWeb.Data;

/// <summary>Users, sessions and events.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : IdentityDbContext<AppUser, IdentityRole, string>(options)
{
    public DbSet<LoginEvent> Events => Set<LoginEvent>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.AddAuthStrategySessions("Sessions");
        builder.Entity<LoginEvent>().HasIndex(row => row.UserId);
    }
}
