using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Migration.FromIdentityApi;

/// <summary>The users.</summary>
internal sealed class PeopleDatabase(DbContextOptions<PeopleDatabase> options) : IdentityDbContext<IdentityUser>(options);
