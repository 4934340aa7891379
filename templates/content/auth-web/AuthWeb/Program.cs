using AuthStrategies;
using AuthStrategies.AspNetCore;
using AuthWeb.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);

// In place of AddDbContext: sessions and events need contexts outside of requests. It registers AppDbContext too.
builder.Services.AddDbContextFactory<AppDbContext>((services, o) =>
    o.UseSqlite(services.GetRequiredService<IConfiguration>().GetConnectionString("Database")));
builder.Services.AddIdentity<AppUser, IdentityRole>(o => o.User.RequireUniqueEmail = true)
    .AddEntityFrameworkStores<AppDbContext>()
    .AddDefaultTokenProviders();

// Sessions instead of Identity's cookies: a logout takes effect, the user sees the sessions, and a stolen cookie is noticed.
builder.Services.AddAuthStrategy()
    .AddSession()
    .UseEntityFramework<AppDbContext>()
    .UseIdentity<AppUser>()
    .UseAspNetCore(o => (o.LoginPath, o.AccessDeniedPath) = ("/Login", "/Login"));
builder.Services.AddAuthEventSink<EventTable>();

builder.Services.AddRazorPages(pages => pages.Conventions.AuthorizePage("/Sessions").AuthorizePage("/Events"));

WebApplication app = builder.Build();
if (!app.Environment.IsDevelopment())
{
    app.UseExceptionHandler("/Error");
    app.UseHsts();
}

// Makes the tables of a new database. Before the first change of a table, move to migrations: dotnet ef migrations add First.
await using (AsyncServiceScope scope = app.Services.CreateAsyncScope())
    await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.EnsureCreatedAsync();

app.UseHttpsRedirection();
app.UseStaticFiles();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.MapRazorPages();

await app.RunAsync();
