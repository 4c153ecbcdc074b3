#include "generator/check/recursion.hpp"

#include <functional>
#include <map>

namespace gasworks::generator {

void check_recursion(const Api& api, Diagnostics& diagnostics) {
    // Along values that are stored within each other, nothing may come back to itself.
    std::map<const Schema*, int> state;  // 1: on the way, 2: done
    std::function<void(const Schema*, bool)> visit = [&](const Schema* schema, bool through_struct) {
        int& here = state[schema];
        if (here == 2) return;
        if (here == 1) {
            diagnostics.error(
                schema->position,
                through_struct
                    ? "an object of this schema would contain itself; put an array or a map between"
                    : "an array or map of this schema would consist of nothing but itself");
            return;
        }
        here = 1;
        if (schema->is_struct()) {
            for (const Schema::Property& property : schema->properties) {
                if (property.schema->is_struct()) visit(property.schema, true);
            }
        }
        const Schema* inner = schema->items != nullptr ? schema->items : schema->additional_schema;
        if (inner != nullptr && !inner->is_struct()) visit(inner, false);
        state[schema] = 2;
    };
    for (const Schema& schema : api.schemas)
        visit(&schema, schema.is_struct());
}

}  // namespace gasworks::generator
