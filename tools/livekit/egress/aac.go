package main

/*
#cgo pkg-config: gstreamer-1.0
#include <gst/gst.h>

// A bin named "faac" made of voaacenc and aacparse: voaacenc alone does not agree with mpegtsmux on a format.
typedef struct { GstBin bin; GstElement *encoder; } AacBin;
typedef struct { GstBinClass parent; } AacBinClass;
static GType aac_bin_get_type(void);
G_DEFINE_TYPE(AacBin, aac_bin, GST_TYPE_BIN)

enum { BITRATE = 1 };

static void aac_bin_set(GObject *bin, guint id, const GValue *value, GParamSpec *spec) {
	g_object_set_property(G_OBJECT(((AacBin *)bin)->encoder), "bitrate", value);
}

static void aac_bin_get(GObject *bin, guint id, GValue *value, GParamSpec *spec) {
	g_object_get_property(G_OBJECT(((AacBin *)bin)->encoder), "bitrate", value);
}

static void aac_bin_class_init(AacBinClass *class) {
	GObjectClass *object = G_OBJECT_CLASS(class);
	object->set_property = aac_bin_set;
	object->get_property = aac_bin_get;
	g_object_class_install_property(object, BITRATE,
		g_param_spec_int("bitrate", "bitrate", "bits per second", 0, 320000, 128000, G_PARAM_READWRITE));
	gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(class),
		"AAC encoder", "Codec/Encoder/Audio", "voaacenc ! aacparse", "Foyer");
}

static void add_pad(AacBin *bin, GstElement *inner, const char *name) {
	GstPad *pad = gst_element_get_static_pad(inner, name);
	gst_element_add_pad(GST_ELEMENT(bin), gst_ghost_pad_new(name, pad));
	gst_object_unref(pad);
}

static void aac_bin_init(AacBin *bin) {
	GstElement *parser = gst_element_factory_make("aacparse", NULL);
	bin->encoder = gst_element_factory_make("voaacenc", NULL);
	gst_bin_add_many(GST_BIN(bin), bin->encoder, parser, NULL);
	gst_element_link(bin->encoder, parser);
	add_pad(bin, bin->encoder, "sink");
	add_pad(bin, parser, "src");
}

static int has(const char *name) {
	GstElementFactory *factory = gst_element_factory_find(name);
	if (factory) gst_object_unref(factory);
	return factory != NULL;
}

static int ensure_aac(void) {
	gst_init(NULL, NULL);
	if (has("faac")) return 1;
	if (!has("voaacenc") || !has("aacparse")) return 0;
	return gst_element_register(NULL, "faac", GST_RANK_NONE, aac_bin_get_type());
}
*/
import "C"

// ensureAAC gives egress the encoder that it asks GStreamer for by the name "faac", which Debian does not build.
func ensureAAC() bool { return C.ensure_aac() != 0 }
