using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AuthStrategies.EntityFrameworkCore.Tests.Apps;

/// <summary>Tells the models of tenants apart.</summary>
public sealed class TenantModels : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (TenantContext.Tenant, designTime);
}
