using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Tests.Apps;

/// <summary>An application's own context whose author forgot the table.</summary>
public sealed class ForgetfulContext(DbContextOptions<ForgetfulContext> options) : DbContext(options);
