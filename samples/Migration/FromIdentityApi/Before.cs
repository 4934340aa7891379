using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Migration.FromIdentityApi;

/// <summary>An application with the endpoints of ASP.NET Core Identity.</summary>
internal static class Before
{
    public static void AddServices(IServiceCollection services, string database)
    {
        services.AddDbContext<PeopleDatabase>(o => o.UseSqlite(database));
        services.AddIdentityApiEndpoints<IdentityUser>().AddEntityFrameworkStores<PeopleDatabase>();
        services.AddAuthorization();
    }

    public static void Map(WebApplication app)
    {
        app.MapIdentityApi<IdentityUser>();
        app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
    }
}
